import { css } from 'lit';
import { maplibreStyles } from '../../styles/maplibre.css.ts';
import { panelStyles } from './sit-map.panels.styles.ts';

export const mapStyles = [
  maplibreStyles,
  css`
    :host {
      position: relative;
      display: block;
      container: sit-map / size;
      inline-size: 100%;
      block-size: var(--sit-map-height, 400px);
      overflow: hidden;
      /* The mist outside the territory: the map is never blank, not even before its script has come. */
      background: #e4e8eb;
      --_gap: 10px;
      --_status: 28px;
      --_left: 320px;
      --_right: 360px;
    }

    .map {
      position: absolute;
      inset: 0;
    }

    .map :focus-visible {
      outline-offset: -4px;
      border-radius: 0;
    }

    /* The place that Enter asks about, while the map has the keyboard. */
    .crosshair {
      display: none;
      position: absolute;
      inset: 50% auto auto 50%;
      inline-size: 28px;
      block-size: 28px;
      translate: -50% -50%;
      pointer-events: none;
      --_hair:
        linear-gradient(#17324d, #17324d) center / 2px 100% no-repeat,
        linear-gradient(#17324d, #17324d) center / 100% 2px no-repeat,
        linear-gradient(#fff, #fff) center / 4px 100% no-repeat,
        linear-gradient(#fff, #fff) center / 100% 4px no-repeat;
      background: var(--_hair);
    }

    .map:has(:focus-visible) ~ .crosshair {
      display: block;
    }

    .tools,
    .panel-buttons {
      position: absolute;
      inset-block-start: var(--_gap);
      display: flex;
      z-index: 2;
    }

    .tools {
      inset-inline-end: var(--_gap);
      flex-direction: column;
      border-radius: var(--_radius);
      background: var(--_ground);
      box-shadow: var(--_shadow);
    }

    .tools button {
      border: 0;
      background: none;
      color: var(--_ink);
    }

    .tools button + button {
      border-block-start: 1px solid var(--_line);
    }

    .tools button:hover {
      background: var(--_primary-soft);
      color: var(--_primary);
    }

    .panel-buttons {
      inset-inline-start: var(--_gap);
      gap: 6px;
    }

    .panel-button {
      border: 0;
      padding-inline: 0.75em;
      background: var(--_ground);
      color: var(--_ink);
      box-shadow: var(--_shadow);
    }

    .panel-button span {
      max-inline-size: 14rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .panel-button[aria-expanded='true'],
    .panel-button[aria-expanded='true']:hover:not(:disabled) {
      background: var(--_primary);
      color: var(--_on-primary);
    }

    .status {
      position: absolute;
      inset: auto 0 0 0;
      z-index: 1;
      display: flex;
      align-items: center;
      gap: 16px;
      min-block-size: var(--_status);
      padding: 2px var(--_gap);
      background: color-mix(in srgb, var(--_ground) 88%, transparent);
      color: var(--_ink);
      font-size: 0.8125rem;
      line-height: 1.4;
      white-space: nowrap;
    }

    .bar {
      display: grid;
      flex: none;
      justify-items: center;
      font-size: 0.6875rem;
      line-height: 1.1;
    }

    .bar svg {
      border: 1.5px solid var(--_ink);
      border-block-start: 0;
    }

    .coordinates {
      display: flex;
      gap: 0.6em;
      align-items: center;
      min-inline-size: 21rem;
      min-block-size: 24px;
      padding-inline: 4px;
      justify-content: start;
      color: inherit;
      font-weight: 400;
    }

    .coordinates span {
      white-space: pre;
    }

    .system {
      color: var(--_ink-soft);
    }

    .sources {
      flex: 1;
      overflow: hidden;
      color: var(--_ink-soft);
      text-align: end;
      text-overflow: ellipsis;
    }

    .fictitious {
      margin-inline-start: auto;
      padding: 1px 8px;
      border: 1px solid var(--_warning);
      border-radius: var(--_radius);
      background: var(--_warning-soft);
      color: var(--_warning);
      font-weight: 600;
    }

    .sources + .fictitious {
      margin-inline-start: 0;
    }

    .skeleton {
      position: absolute;
      inset: 0;
      pointer-events: none;
      /* Faint blocks and streets, breathing: a map is coming. */
      background:
        linear-gradient(105deg, transparent 48.5%, #fff 48.5% 50%, transparent 50%) 0 0 / 340px
          260px,
        linear-gradient(12deg, transparent 49%, #fff 49% 50.5%, transparent 50.5%) 60px 40px / 290px
          310px,
        #eceeec;
      animation: breathe 1.6s ease-in-out infinite alternate;
    }

    @keyframes breathe {
      from {
        opacity: 0.9;
      }
      to {
        opacity: 0.55;
      }
    }

    .progress {
      position: absolute;
      inset: auto 0 var(--_status) 0;
      z-index: 1;
      block-size: 3px;
      overflow: hidden;
      pointer-events: none;
    }

    .progress::before {
      content: '';
      display: block;
      inline-size: 30%;
      block-size: 100%;
      background: var(--_primary);
      animation: run 1.1s linear infinite;
    }

    @keyframes run {
      from {
        translate: -100%;
      }
      to {
        translate: 400%;
      }
    }

    .state {
      position: absolute;
      inset: 0;
      z-index: 1;
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 12px;
      padding: 24px;
      background: var(--_ground-soft);
      text-align: center;
    }

    .state p {
      max-inline-size: 44ch;
      color: var(--_ink-soft);
    }

    .state h2 {
      font-size: 1.25rem;
    }

    .message {
      position: absolute;
      z-index: 2;
      inset: auto auto calc(var(--_status) + var(--_gap)) 50%;
      max-inline-size: calc(100% - var(--_gap) * 2);
      translate: -50%;
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 6px 6px 6px 16px;
      border-radius: var(--_radius);
      background: var(--_ink);
      color: var(--_ground);
      box-shadow: var(--_shadow);
    }

    .message button {
      border-color: transparent;
      background: none;
      color: inherit;
    }

    @container sit-map (inline-size < 760px) {
      .coordinates,
      .sources {
        display: none;
      }

      .status {
        inline-size: fit-content;
        inset-inline-end: auto;
        border-start-end-radius: var(--_radius);
      }
    }

    /* An embedded map: zoom and the layers' button, nothing else until asked. */
    @container sit-map (block-size < 450px) {
      .tools .secondary {
        display: none;
      }
    }

    @container sit-map (inline-size < 800px) or (block-size < 450px) {
      .panel-button:not(:first-child) span {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }

      .panel-button:not(:first-child) {
        inline-size: var(--_target);
        padding: 0;
      }
    }

    /* On a telephone the tools are a row under the thumb, until a sheet takes their place. */
    @container sit-map (inline-size < 640px) and (block-size >= 450px) {
      .tools {
        inset-block: auto calc(var(--_status) + var(--_gap));
        flex-direction: row;
      }

      .tools button + button {
        border-block-start: 0;
        border-inline-start: 1px solid var(--_line);
      }

      .panel:not([hidden]) ~ .tools {
        visibility: hidden;
      }
    }
  `,
  panelStyles,
];
