/** The look of an office's desk: heading, cards, forms, tables. */
import { css } from 'lit';

export const officeStyles = css`
  section {
    display: grid;
    gap: 16px;
    min-inline-size: 0;
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }

  h2 {
    font-size: 1.375rem;
    line-height: 1.3;
  }

  h3 {
    font-size: 1.0625rem;
    line-height: 1.4;
  }

  .message {
    position: sticky;
    inset-block-start: 8px;
    z-index: 2;
  }

  .message:not(:has(p)) {
    display: none;
  }

  .message .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    box-shadow: var(--_shadow);
  }

  .notice.saved {
    border-color: var(--_success);
  }

  .state {
    display: grid;
    justify-items: start;
    gap: 12px;
    padding: 24px;
    border: 1px dashed var(--_line-strong);
    border-radius: var(--_radius);
  }

  .skeleton {
    display: grid;
    gap: 12px;
  }

  .skeleton i {
    block-size: 64px;
    border-radius: var(--_radius);
    background: var(--_ground-soft);
    animation: breathe 1.2s ease-in-out infinite alternate;
  }

  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }

  .cards {
    display: grid;
    gap: 12px;
  }

  .card {
    padding: 16px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_ground);
    min-inline-size: 0;
  }

  .card,
  .stack {
    display: grid;
    gap: 12px;
  }

  details.card {
    display: block;
    padding: 0;
  }

  summary {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 4px 12px;
    min-block-size: var(--_target);
    padding: 12px 16px;
    border-radius: 6px;
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::after {
    grid-area: 1 / 2;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 4px;
    border-block-end: 2px solid var(--_primary);
    border-inline-end: 2px solid var(--_primary);
    content: '';
    transform: rotate(45deg);
  }

  details[open] > summary::after {
    transform: rotate(-135deg);
  }

  summary:hover {
    background: var(--_primary-soft);
  }

  summary > * {
    grid-column: 1;
    min-inline-size: 0;
  }

  details.card > .stack {
    gap: 20px;
    padding: 4px 16px 20px;
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    overflow-wrap: anywhere;
    font-weight: 600;
  }

  .badge {
    padding: 0 0.6em;
    border: 1px solid var(--_line-strong);
    border-radius: 1em;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-weight: 600;
    white-space: nowrap;
  }

  .badge.warning {
    border-color: var(--_warning);
    color: var(--_warning);
  }

  .badge.error {
    border-color: var(--_error);
    color: var(--_error);
  }

  .badge.good {
    border-color: var(--_success);
    color: var(--_success);
  }

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
    gap: 8px 16px;
  }

  dt {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  dd {
    overflow-wrap: anywhere;
  }

  code,
  pre {
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    font-size: 0.875rem;
  }

  pre,
  .secret {
    margin: 0;
    padding: 10px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground-soft);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .list > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    padding-block: 10px;
    border-block-end: 1px solid var(--_line);
  }

  .list > li:last-child {
    border: 0;
  }

  .list > li > :first-child {
    flex: 1 1 15rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .scroll {
    overflow-x: auto;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
  }

  th,
  td {
    padding: 8px 12px 8px 0;
    border-block-end: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }

  th {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  @media (width < 720px) {
    header > :is(button, a),
    header > .row,
    .row > button:only-child {
      inline-size: 100%;
    }
  }
`;
