import { css } from 'lit';

export const signInFormStyles = css`
  form,
  .steps {
    display: grid;
    gap: 14px;
  }

  .hint {
    margin: 0;
    color: var(--_ink-soft);
    font-size: 0.875rem;
    font-weight: 400;
  }

  .reveal {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 24px;
    font-size: 0.875rem;
    font-weight: 400;
  }

  form .notice {
    margin: 0;
  }

  form [role='alert']:not(:has(p)) {
    display: none;
  }

  .or {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 0;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }

  .or::before,
  .or::after {
    flex: 1;
    border-block-start: 1px solid var(--_line);
    content: '';
  }
`;
