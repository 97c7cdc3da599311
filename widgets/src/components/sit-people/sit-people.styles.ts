import { css } from 'lit';

export const peopleStyles = css`
  .who {
    overflow-wrap: anywhere;
  }

  .part {
    display: grid;
    gap: 10px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--_line);
  }
`;
