import { css } from 'lit';

export const proposalsShellStyles = css`
  :host {
    background: var(--_ground);
  }

  .page {
    display: grid;
    gap: 12px;
    justify-items: start;
    margin: 16px;
  }
`;
