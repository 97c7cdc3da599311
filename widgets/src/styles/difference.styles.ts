/** The table of a difference, and the key to its lines on the map. */
import { css } from 'lit';

export const differenceStyles = css`
  table.difference {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    line-height: 1.35;
    table-layout: fixed;
  }

  .difference th,
  .difference td {
    padding: 5px 8px 5px 0;
    border-block-end: 1px solid var(--_line);
    overflow-wrap: anywhere;
    text-align: start;
    vertical-align: top;
  }

  .difference thead th {
    color: var(--_ink-soft);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .difference tbody th {
    font-weight: 400;
  }

  .difference small {
    display: block;
    color: var(--_warning);
    font-weight: 600;
  }

  .difference .before {
    color: var(--_ink-soft);
  }

  .difference .after {
    font-weight: 600;
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .key span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .key span::before {
    content: '';
    inline-size: 24px;
    border-block-start: 3px dashed light-dark(#33485c, #b6c4d2);
  }

  .key span.after::before {
    border-block-start: 3px solid var(--_proposed);
  }
`;
