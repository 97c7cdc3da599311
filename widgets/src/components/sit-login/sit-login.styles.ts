import { css } from 'lit';

export const loginStyles = css`
  :host([slot]) {
    padding: 16px;
    background: var(--_ground);
  }

  .account {
    position: relative;
  }

  .account > button {
    max-inline-size: 16rem;
    white-space: nowrap;
  }

  .account > button span {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .card {
    display: grid;
    gap: 10px;
  }

  .why {
    margin-block-end: 14px;
    color: var(--_ink-soft);
    font-size: 0.9375rem;
  }

  .name {
    font-weight: 600;
  }

  .roles {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }

  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    min-inline-size: 240px;
    max-inline-size: min(340px, 100vw - 16px);
    padding: 16px;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_ink);
    box-shadow: var(--_shadow);
  }

  dialog {
    inline-size: min(400px, 100vw - 32px);
    padding: 24px;
    border: 0;
    border-radius: 8px;
    background: var(--_ground);
    color: var(--_ink);
    box-shadow: 0 8px 40px rgb(0 0 0 / 0.3);
  }

  dialog::backdrop {
    background: rgb(23 50 77 / 0.5);
  }

  dialog .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin: -8px -8px 12px 0;
  }

  h2 {
    font-size: 1.375rem;
    line-height: 1.3;
  }

  .notice {
    margin-block-end: 12px;
    font-size: 0.875rem;
  }

  .expired {
    border-color: var(--_warning);
    color: var(--_warning);
  }

  @media (width < 720px) {
    .account > button:not(.expired) span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      clip-path: inset(50%);
    }

    .account > button:not(.expired) {
      inline-size: var(--_target);
      padding: 0;
    }
  }
`;
