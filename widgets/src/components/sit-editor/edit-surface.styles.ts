/** The surface's cross-hair and what is said beside it. */
import { css } from 'lit';

export const surfaceStyles = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
    color: var(--_ink);
    font: 400 0.875rem/1.3 var(--_font);
    font-variant-numeric: tabular-nums;
  }
  :host(:focus-visible) {
    outline: 3px solid var(--_focus);
    outline-offset: -3px;
  }
  .cross-hair {
    position: absolute;
    inline-size: 33px;
    block-size: 33px;
    margin: -16px 0 0 -16px;
    color: #17324d;
    filter: drop-shadow(0 0 1px #fff) drop-shadow(0 0 1px #fff);
  }
  .beside {
    position: absolute;
    margin: 14px 0 0 14px;
    padding: 2px 8px;
    border-radius: var(--_radius);
    background: var(--_ground);
    box-shadow: var(--_shadow);
    white-space: nowrap;
  }
  .beside.left {
    translate: calc(-100% - 28px) 0;
  }
  .snap {
    color: light-dark(#a80065, #ff8cc8);
    font-weight: 600;
  }
  .help {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
