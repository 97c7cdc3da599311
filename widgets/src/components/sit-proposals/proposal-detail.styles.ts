/** One proposal: its head and switches, its edits, what is said of it. */
import { css } from 'lit';

export const detailStyles = css`
  :host {
    padding: 0;
  }

  .back {
    justify-self: start;
    padding-inline: 0.4em;
    margin-inline-start: -0.4em;
  }

  .heading {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 6px 10px;
  }

  .description {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 4px 12px;
    font-size: 0.9375rem;
  }

  dt {
    color: var(--_ink-soft);
  }

  .steps,
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .steps button,
  .row button {
    padding-inline: 0.75em;
    font-size: 0.9375rem;
  }

  .rewrite {
    margin-inline-start: -0.75em;
  }

  .switches {
    display: grid;
    padding-block: 2px;
    border-block: 1px solid var(--_line);
  }

  .switch {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: max(var(--_target), 36px);
    cursor: pointer;
  }

  .switch input {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
  }

  details {
    border-block-end: 1px solid var(--_line);
  }

  summary {
    display: grid;
    grid-template-columns: 1fr auto auto;
    align-items: center;
    gap: 2px 10px;
    min-block-size: 44px;
    padding-block: 6px;
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::after {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    margin-inline: 4px;
    border: solid var(--_ink-soft);
    border-width: 0 2px 2px 0;
    rotate: 45deg;
    translate: 0 -2px;
  }

  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 2px;
  }

  summary:hover .name {
    color: var(--_primary);
  }

  summary .name {
    display: block;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  .inside {
    display: grid;
    gap: 10px;
    padding-block-end: 14px;
  }

  .faults,
  .comments,
  .story {
    display: grid;
    gap: 10px;
  }

  .faults li {
    display: grid;
    gap: 4px;
    justify-items: start;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--_error);
    font-size: 0.9375rem;
  }

  .comments li {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--_line);
  }

  .comments p {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .passed {
    color: var(--_success);
    font-weight: 600;
  }
`;
