/** The panels: at the map's sides where there is room, else a sheet from below with three heights. */
import { css } from 'lit';

export const panelStyles = css`
  .panel {
    position: absolute;
    z-index: 3;
    display: flex;
    flex-direction: column;
    inset-block: calc(var(--_gap) * 2 + var(--_target)) calc(var(--_status) + var(--_gap));
    block-size: fit-content;
    max-block-size: calc(100cqb - var(--_gap) * 3 - var(--_target) - var(--_status));
    border-radius: var(--_radius);
    background: var(--_ground);
    box-shadow: var(--_shadow);
    overflow: hidden;
  }

  .panel[hidden] {
    display: none;
  }

  .panel.left {
    inset-inline-start: var(--_gap);
    inline-size: min(var(--_left), 100cqi - var(--_gap) * 2);
  }

  .panel.right {
    inset-inline-end: calc(var(--_gap) * 2 + var(--_target));
    inset-block-start: var(--_gap);
    max-block-size: calc(100cqb - var(--_gap) * 2 - var(--_status));
    inline-size: min(var(--_right), 100cqi - var(--_gap) * 3 - var(--_target));
  }

  .panel header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding: 6px 6px 6px 16px;
    border-block-end: 1px solid var(--_line);
  }

  .panel h2 {
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1.3;
  }

  .panel .body {
    overflow: auto;
    overscroll-behavior: contain;
  }

  .handle {
    display: none;
  }

  /* Room for all: the left panel from the top, the buttons beside it. */
  @container sit-map (inline-size >= 900px) {
    .panel.left {
      inset-block-start: var(--_gap);
      max-block-size: calc(100cqb - var(--_gap) * 2 - var(--_status));
    }

    .panel-buttons:has(~ .panel.left:not([hidden])) {
      inset-inline-start: calc(var(--_left) + var(--_gap) * 2);
    }
  }

  /* No room at the sides: a sheet from below, with three heights. */
  @container sit-map (inline-size < 640px) {
    .panel.left,
    .panel.right {
      inset: auto 0 0 0;
      inline-size: 100%;
      max-block-size: 92cqb;
      border-radius: 12px 12px 0 0;
      box-shadow: 0 -2px 16px rgb(23 50 77 / 0.2);
      transition: block-size 150ms;
    }

    .panel[data-height='peek'] {
      block-size: 28cqb;
    }

    .panel[data-height='half'] {
      block-size: 55cqb;
    }

    .panel[data-height='full'] {
      block-size: 92cqb;
    }

    .handle {
      display: flex;
      flex: none;
      min-block-size: 24px;
      border: 0;
      background: none;
      touch-action: none;
      cursor: ns-resize;
    }

    .handle::before {
      content: '';
      inline-size: 40px;
      block-size: 4px;
      border-radius: 2px;
      background: var(--_line-strong);
    }

    .panel header {
      padding-block: 0 4px;
    }
  }
`;
