/** The editor's panel. */
import { css } from 'lit';

export const editorStyles = css`
  :host {
    display: grid;
    gap: 1rem;
    align-content: start;
    padding: 1rem;
  }
  h2 {
    font-size: 1.125rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .edit,
  .choose,
  fieldset {
    display: grid;
    gap: 0.75rem;
    min-inline-size: 0;
  }
  .edit {
    gap: 1.25rem;
  }
  legend {
    padding: 0;
    margin-block-end: 0.5rem;
    font-weight: 700;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .row:empty {
    display: none;
  }
  .row > button {
    padding-inline: 0.6em;
    font-size: 0.9375rem;
  }
  .row > .end {
    margin-inline-start: auto;
  }
  .title {
    display: flex;
    align-items: flex-start;
    gap: 0.25rem;
  }
  .title h2 {
    flex: 1;
    align-self: center;
  }
  .more {
    display: grid;
    gap: 0.75rem;
    padding-block-end: 0.5rem;
  }
  .row > input {
    flex: 1 1 12rem;
  }
  button[aria-pressed='true'] {
    background: var(--_primary);
    color: var(--_on-primary);
  }
  /* Clear of the foot when the focus goes there. */
  .field :is(input, select, textarea) {
    scroll-margin-block: 3rem 10rem;
  }
  .field .label {
    font-weight: 600;
  }
  .mark {
    color: var(--_error);
  }
  .unit,
  .hint,
  .legend {
    color: var(--_ink-soft);
    font-weight: 400;
  }
  .hint,
  .legend {
    font-size: 0.875rem;
  }
  .fault {
    color: var(--_error);
    font-size: 0.875rem;
  }
  .faults {
    display: grid;
    gap: 0.25rem;
    padding: 0.5rem 0.75rem;
    border-inline-start: 4px solid var(--_error);
    background: var(--_error-soft);
  }
  .faults li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
  }
  .measures {
    display: grid;
    gap: 0.25rem;
  }
  .measures div {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
  }
  .measures dd {
    font-weight: 600;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: var(--_target);
    font-weight: 400;
  }
  .check input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }
  summary {
    display: flex;
    align-items: center;
    min-block-size: var(--_target);
    cursor: pointer;
    color: var(--_primary);
    font-weight: 600;
  }
  summary::before {
    content: '▸';
    inline-size: 1.25em;
  }
  details[open] > summary::before {
    content: '▾';
  }
  details > button {
    margin-block-start: 0.5rem;
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    gap: 0.5rem;
    margin: 0 -1rem -1rem;
    padding: 0.75rem 1rem;
    border-block-start: 1px solid var(--_line);
    background: var(--_ground);
  }
  /* Three buttons in one row of a panel. */
  .foot .row {
    gap: 0.375rem;
  }
  .foot .row > button {
    padding-inline: 0.5em;
  }
  .state {
    color: var(--_ink-soft);
  }
  .state.saved {
    color: var(--_success);
    font-weight: 600;
  }
  .notice.proposal {
    border-color: var(--_proposed);
    background: var(--_proposed-soft);
  }
  .notice > button {
    margin-block-start: 0.5rem;
  }
`;
