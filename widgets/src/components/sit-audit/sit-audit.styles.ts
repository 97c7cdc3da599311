import { css } from 'lit';

export const auditStyles = css`
  .verification {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--_success);
    border-radius: 6px;
  }

  .verification.good svg {
    color: var(--_success);
  }

  .verification.bad {
    border-color: var(--_error);
    background: var(--_error-soft);
  }

  .verification.bad svg {
    color: var(--_error);
  }

  .verification .stack {
    gap: 4px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  td.what {
    overflow-wrap: anywhere;
  }

  td:first-child {
    white-space: nowrap;
  }

  td summary {
    display: inline-flex;
    min-block-size: 24px;
    padding: 0 4px;
    color: var(--_primary);
    font-size: 0.875rem;
  }

  td.what {
    min-inline-size: 10rem;
  }

  /* A narrow screen reads entry by entry. */
  @media (width < 720px) {
    table,
    tbody,
    tr,
    td {
      display: block;
    }

    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    tr {
      padding-block: 10px;
      border-block-end: 1px solid var(--_line);
    }

    td {
      padding: 0;
      border: 0;
    }

    td:empty {
      display: none;
    }
  }
`;
