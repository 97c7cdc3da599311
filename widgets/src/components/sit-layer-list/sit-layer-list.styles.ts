import { css } from 'lit';

export const layerListStyles = css`
  :host {
    background: var(--_ground);
  }

  .tabs {
    display: flex;
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding-inline: 8px;
    border-block-end: 1px solid var(--_line);
    background: var(--_ground);
  }

  .tabs button {
    min-block-size: max(var(--_target), 40px);
    border: 0;
    border-block-end: 3px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--_ink-soft);
  }

  .tabs [aria-selected='true'] {
    border-color: var(--_primary);
    color: var(--_primary);
  }

  [role='tabpanel'] {
    padding: 8px 16px 16px;
  }

  .group > h3 {
    margin-block: 10px 2px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .layer {
    border-block-end: 1px solid var(--_line);
  }

  .group li:last-child {
    border-block-end: 0;
  }

  .row {
    display: flex;
    align-items: center;
    gap: 4px;
  }

  .toggle {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 10px;
    min-block-size: max(var(--_target), 36px);
    padding-block: 4px;
    border-radius: var(--_radius);
    font-weight: 400;
    cursor: pointer;
  }

  .toggle:hover {
    color: var(--_primary);
  }

  .toggle:has(:focus-visible) {
    outline: 3px solid var(--_focus);
    outline-offset: 1px;
  }

  .toggle svg {
    color: var(--_primary);
  }

  .off .toggle,
  .off .toggle svg {
    color: var(--_ink-soft);
  }

  .title {
    line-height: 1.25;
  }

  .note {
    display: block;
    color: var(--_ink-soft);
    font-size: 0.75rem;
  }

  .opacity {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 0 4px 8px 30px;
    font-size: 0.8125rem;
  }

  .opacity label {
    font-weight: 400;
  }

  .opacity input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 24px;
  }

  .opacity output {
    min-inline-size: 4ch;
    text-align: end;
  }

  .legend h3 {
    margin-block: 12px 4px;
    font-size: 0.9375rem;
  }

  .legend li {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 26px;
    font-size: 0.875rem;
    line-height: 1.25;
  }

  .swatch {
    overflow: hidden;
  }

  .empty {
    padding-block: 8px;
    color: var(--_ink-soft);
  }

  .past {
    margin-block-start: 12px;
    border-block-start: 1px solid var(--_line);
  }

  .past summary {
    display: flex;
    align-items: center;
    min-block-size: max(var(--_target), 40px);
    color: var(--_primary);
    font-weight: 600;
    cursor: pointer;
  }

  .past summary::before {
    content: '▸';
    inline-size: 1.25em;
  }

  .past[open] summary::before {
    content: '▾';
  }

  .past form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }

  .past .row {
    flex-wrap: wrap;
    gap: 8px;
  }

  .past input {
    min-inline-size: 0;
  }

  .fault {
    color: var(--_error);
    font-size: 0.8125rem;
  }
`;
