import { css } from 'lit';

export const accountStyles = css`
  .qr {
    inline-size: 200px;
    block-size: 200px;
    border-radius: var(--_radius);
  }

  .set-up {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: start;
    gap: 16px 24px;
  }

  ol {
    display: grid;
    gap: 8px;
    margin: 0;
    padding-inline-start: 1.25em;
  }

  .codes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
    gap: 6px 16px;
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
  }

  details > sit-copy {
    margin-block-start: 8px;
  }

  .head {
    display: grid;
    gap: 2px;
  }

  @media (width < 720px) {
    .set-up {
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
    }
  }

  /* The codes alone on paper. */
  @media print {
    :host([printing]) section > :not(.recovery),
    :host([printing]) .recovery .row {
      display: none;
    }
  }
`;
