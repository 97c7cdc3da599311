/** The look of the editor's dialogs. */
import { css } from 'lit';

export const dialogStyles = css`
  :host {
    display: contents;
  }
  dialog {
    inline-size: min(44rem, calc(100vw - 2rem));
    max-block-size: calc(100vh - 2rem);
    padding: 1.5rem;
    border: 0;
    border-radius: calc(2 * var(--_radius));
    background: var(--_ground);
    color: var(--_ink);
    box-shadow: 0 8px 40px rgb(23 50 77 / 0.4);
    font: 400 var(--_font-size) / 1.5 var(--_font);
  }
  dialog:has(> form.short) {
    inline-size: min(30rem, calc(100vw - 2rem));
  }
  dialog::backdrop {
    background: rgb(23 50 77 / 0.45);
  }
  h2 {
    margin-block-end: 0.5rem;
    font-size: 1.25rem;
    line-height: 1.3;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
    margin-block-start: 1.25rem;
  }
  button.danger,
  button.danger:hover:not(:disabled) {
    border-color: var(--_error);
    background: var(--_error);
    color: var(--_ground);
  }
  label.reason {
    display: block;
    margin-block: 1rem 0.25rem;
  }
  .fault {
    color: var(--_error);
    font-size: 0.875rem;
  }
  table {
    inline-size: 100%;
    margin-block: 1rem 0;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.5rem;
    border-block-end: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th {
    inline-size: 30%;
  }
  th small {
    display: block;
    color: var(--_ink-soft);
    font-weight: 400;
  }
  .both {
    color: var(--_warning);
  }
  label.choice {
    display: flex;
    align-items: flex-start;
    gap: 0.5rem;
    min-block-size: var(--_target);
    font-weight: 400;
    cursor: pointer;
  }
  label.choice input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0.15rem 0 0;
    flex: none;
  }
  svg.sketch {
    inline-size: 100%;
    max-inline-size: 150px;
    block-size: 100px;
    border: 1px solid var(--_line);
    background: var(--_ground-soft);
  }
  .sketch .chosen {
    fill: rgb(0 102 204 / 0.18);
    stroke: #0066cc;
    stroke-width: 2;
  }
  .sketch .other {
    fill: none;
    stroke: #5c6f82;
    stroke-dasharray: 4 3;
  }
`;
