/** The line at the bottom, and what the map says while it loads, fails or waits. */
import { css } from 'lit';

export const statusStyles = css`
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
      linear-gradient(105deg, transparent 48.5%, #fff 48.5% 50%, transparent 50%) 0 0 / 340px 260px,
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

  /* Not the present: said over the map as long as it lasts, between the panels and under the buttons. */
  .showing-place {
    position: absolute;
    z-index: 2;
    inset: calc(var(--_gap) * 2 + var(--_target)) calc(var(--_gap) * 2 + var(--_target)) auto
      var(--_gap);
    display: flex;
    justify-content: center;
    pointer-events: none;
  }

  .showing {
    display: flex;
    align-items: center;
    gap: 10px;
    min-inline-size: 0;
    padding: 5px 5px 5px 12px;
    border: 2px solid var(--_warning);
    border-radius: var(--_radius);
    background: var(--_warning-soft);
    color: var(--_ink);
    box-shadow: var(--_shadow);
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.3;
    pointer-events: auto;
  }

  .showing.proposal {
    border-color: var(--_proposed);
    background: var(--_proposed-soft);
  }

  .showing span {
    display: -webkit-box;
    min-inline-size: 0;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  .showing button {
    flex: none;
    padding-inline: 0.75em;
  }

  @container sit-map (inline-size >= 900px) {
    .panel.left:not([hidden]) ~ .showing-place {
      inset-inline-start: calc(var(--_left) + var(--_gap) * 2);
    }
  }

  @container sit-map (inline-size >= 640px) {
    .panel.right:not([hidden]) ~ .showing-place {
      inset-inline-end: calc(var(--_right) + var(--_target) + var(--_gap) * 3);
    }
  }

  @container sit-map (inline-size < 640px) {
    .showing-place {
      inset-inline-end: var(--_gap);
    }

    .showing {
      font-size: 0.875rem;
    }
  }
`;
