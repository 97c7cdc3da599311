import { css } from 'lit';

export const signInFormStyles = css`
  form {
    display: grid;
    gap: 14px;
  }

  .field {
    display: grid;
    gap: 4px;
  }

  .reveal {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 24px;
    font-size: 0.875rem;
    font-weight: 400;
  }

  form [role='alert']:empty {
    display: none;
  }
`;
