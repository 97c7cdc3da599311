/** What every element's shadow root starts from: box model, type, focus, buttons, fields. */
import { css } from 'lit';

export const base = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--_ink);
    font: 400 var(--_font-size) / 1.5 var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: start;
  }

  :host([hidden]) {
    display: none !important;
  }

  /* A panel of a map shows while it is open. */
  :host(:is([slot='left'], [slot='right']):not([open])) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul {
    list-style: none;
  }

  a {
    color: var(--_primary);
    text-underline-offset: 0.15em;
  }

  svg {
    display: block;
    flex: none;
  }

  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
    border-radius: var(--_radius);
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }

  button,
  a.button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: var(--_target);
    padding: 0.25em 1em;
    border: 1px solid var(--_primary);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_primary);
    font-weight: 600;
    cursor: pointer;
  }

  a.button {
    text-decoration: none;
  }

  a.button:hover,
  button:hover:not(:disabled) {
    background: var(--_primary-soft);
    color: var(--_primary-strong);
  }

  a.button.primary,
  button.primary {
    background: var(--_primary);
    color: var(--_on-primary);
  }

  a.button.primary:hover,
  button.primary:hover:not(:disabled) {
    background: var(--_primary-strong);
    color: var(--_on-primary);
  }

  a.button.plain,
  button.plain {
    border-color: transparent;
    background: none;
  }

  button.plain:hover:not(:disabled) {
    background: var(--_primary-soft);
  }

  button.icon {
    inline-size: var(--_target);
    padding: 0;
  }

  button.danger {
    border-color: var(--_error);
    color: var(--_error);
  }

  button.danger:hover:not(:disabled) {
    background: var(--_error-soft);
    color: var(--_error);
  }

  button:disabled,
  button.primary:disabled {
    cursor: default;
    border-color: var(--_line);
    background: var(--_ground-soft);
    color: var(--_ink-soft);
  }

  .field {
    display: grid;
    gap: 4px;
  }

  label {
    font-weight: 600;
  }

  input:where(
    [type='text'],
    [type='email'],
    [type='password'],
    [type='number'],
    [type='search'],
    [type='url'],
    [type='date'],
    [type='datetime-local']
  ),
  select,
  textarea {
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: 0.25em 0.6em;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  input:where([type='checkbox'], [type='radio'], [type='range']) {
    accent-color: var(--_primary);
  }

  [aria-invalid='true'] {
    border-color: var(--_error);
    border-inline-start-width: 4px;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .notice {
    padding: 0.75em 1em;
    border-inline-start: 4px solid var(--_line-strong);
    background: var(--_ground-soft);
  }

  .notice.error {
    border-color: var(--_error);
    background: var(--_error-soft);
  }

  .notice.warning {
    border-color: var(--_warning);
    background: var(--_warning-soft);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0s !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0s !important;
    }
  }
`;
