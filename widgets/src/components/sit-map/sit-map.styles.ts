import { css } from 'lit';
import { maplibreStyles } from '../../styles/maplibre.css.ts';
import { panelStyles } from './sit-map.panels.styles.ts';
import { statusStyles } from './sit-map.status.styles.ts';

export const mapStyles = [
  maplibreStyles,
  statusStyles,
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
