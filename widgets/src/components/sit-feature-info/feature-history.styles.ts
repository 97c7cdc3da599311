import { css } from 'lit';

export const historyStyles = css`
  :host {
    display: grid;
    gap: 8px;
    margin-block-end: 14px;
    padding: 10px 12px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  h3 {
    font-size: 0.9375rem;
    line-height: 1.3;
  }

  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li + li {
    border-block-start: 1px solid var(--_line);
  }

  .version {
    display: grid;
    gap: 1px;
    justify-content: stretch;
    inline-size: 100%;
    padding: 8px 2px;
    border: 0;
    background: none;
    color: var(--_ink);
    font-weight: 400;
    text-align: start;
  }

  .version .name {
    font-weight: 600;
  }

  .version:hover .name,
  .version[aria-expanded='true'] .name {
    color: var(--_primary);
  }

  .badge {
    margin-inline-start: 4px;
    padding: 1px 8px;
    border: 1px solid var(--_success);
    border-radius: 999px;
    color: var(--_success);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .meta,
  .hint {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }

  .inside {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding-block: 2px 12px;
  }

  .done {
    color: var(--_success);
    font-weight: 600;
  }

  .error {
    color: var(--_error);
  }

  .notice {
    padding: 8px 12px;
    font-size: 0.875rem;
  }
`;
