import { css } from 'lit';

export const signInPageStyles = css`
  h1 {
    margin: 0 0 8px;
    font-size: 1.5rem;
    line-height: 1.25;
  }

  h1 + p {
    margin-block-end: 16px;
  }

  strong {
    overflow-wrap: anywhere;
  }

  [role='alert'] > .notice {
    margin-block-end: 16px;
  }

  .away {
    margin-block-start: 16px;
    text-align: center;
  }

  .choices {
    display: grid;
    gap: 10px;
  }
`;
