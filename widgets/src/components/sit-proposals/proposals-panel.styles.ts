/** The proposals' panel: list, form, notices. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: grid;
    gap: 14px;
    align-content: start;
    padding: 12px 16px 16px;
    background: var(--_ground);
  }

  h3 {
    font-size: 1.125rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  h4 {
    margin: 0;
    font-size: 0.9375rem;
  }

  .tabs {
    display: flex;
    border-block-end: 1px solid var(--_line);
  }

  .tabs button {
    min-block-size: max(var(--_target), 40px);
    padding-inline: 0.75em;
    border: 0;
    border-block-end: 3px solid transparent;
    border-radius: 0;
    background: none;
    color: var(--_ink-soft);
  }

  .tabs [aria-selected='true'] {
    border-color: var(--_primary);
    color: var(--_primary);
  }

  .list,
  .form,
  section {
    display: grid;
    gap: 10px;
    min-inline-size: 0;
  }

  .list li {
    border-block-end: 1px solid var(--_line);
  }

  .entry {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 10px;
    inline-size: 100%;
    padding: 10px 4px;
    border: 0;
    background: none;
    color: var(--_ink);
    font-weight: 400;
    text-align: start;
  }

  .entry .name {
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  .entry:hover .name {
    color: var(--_primary);
  }

  .meta,
  .hint {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    line-height: 1.35;
  }

  .entry .meta {
    grid-column: 1 / -1;
  }

  .badge {
    align-self: start;
    padding: 1px 8px;
    border: 1px solid var(--_line-strong);
    border-radius: 999px;
    color: var(--_ink-soft);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.5;
    white-space: nowrap;
  }

  .badge.in-review {
    border-color: var(--_primary);
    color: var(--_primary);
  }

  .badge.published {
    border-color: var(--_success);
    color: var(--_success);
  }

  .badge.rejected,
  .badge.warning {
    border-color: var(--_warning);
    color: var(--_warning);
  }

  .badge.create,
  .badge.update,
  .badge.delete {
    border-color: var(--_proposed);
    color: var(--_proposed);
  }

  textarea {
    min-block-size: 4.5em;
    resize: vertical;
  }

  .fault {
    color: var(--_error);
    font-size: 0.875rem;
  }

  .mark {
    color: var(--_error);
  }

  .notice {
    font-size: 0.9375rem;
  }

  .notice button {
    margin-block-start: 8px;
  }

  .skeleton {
    display: grid;
    gap: 14px;
    padding-block: 8px;
  }

  .skeleton span {
    block-size: 14px;
    border-radius: var(--_radius);
    background: var(--_ground-soft);
    animation: breathe 1.4s ease-in-out infinite alternate;
  }

  .skeleton span:nth-child(even) {
    inline-size: 60%;
  }

  @keyframes breathe {
    to {
      background: var(--_line);
    }
  }
`;
