import { css } from 'lit';

export const featureInfoStyles = css`
  :host {
    padding: 12px 16px 16px;
    background: var(--_ground);
  }

  .count,
  .hint {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }

  details {
    border-block-end: 1px solid var(--_line);
  }

  summary {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    padding-block: 6px;
    border-radius: var(--_radius);
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::after {
    content: '';
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    margin-inline: auto 4px;
    border: solid var(--_ink-soft);
    border-width: 0 2px 2px 0;
    rotate: 45deg;
    translate: 0 -2px;
  }

  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 2px;
  }

  summary:hover {
    color: var(--_primary);
  }

  .updated {
    color: var(--_primary);
    font-size: 0.875rem;
  }

  .name {
    display: block;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  .kind {
    display: block;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    line-height: 1.3;
  }

  dl {
    display: grid;
    grid-template-columns: minmax(7.5em, 2fr) 3fr;
    gap: 6px 12px;
    padding-block: 2px 10px;
    font-size: 0.9375rem;
    line-height: 1.4;
  }

  dt {
    color: var(--_ink-soft);
  }

  dd {
    overflow-wrap: anywhere;
    white-space: pre-line;
  }

  .long {
    grid-column: 1 / -1;
  }

  .basis {
    display: block;
    color: var(--_ink-soft);
    font-size: 0.75rem;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding-block-end: 14px;
    font-size: 0.9375rem;
  }

  .actions a {
    min-block-size: 24px;
  }

  .notice {
    margin-block-end: 12px;
    font-size: 0.875rem;
  }
`;
