/** The list of proposals: which, a new one, and every state of reading them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Proposal } from '@sit/core/api-proposal';
import { localize } from '@sit/core/layer';
import { PROPOSAL_STATE_LABELS } from '@sit/core/proposal';
import { dayText } from '../../internal/format.ts';
import { tabList } from '../../internal/tabs.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { Locale, Translation } from '../../translations/translation.ts';
import type { Filter, ProposalList } from './proposal-list.ts';

export interface ListView {
  list: ProposalList;
  /** Those that make sense for this person. */
  filters: readonly Filter[];
  t: ProposalsTranslation;
  common: Translation;
  locale: Locale;
  /** The one whose proposals are listed; null for all the person may see. */
  municipality: string | null;
  municipalityName: (code: string) => string;
  mayOpen: boolean;
  choose: (filter: Filter) => void;
  open: (id: string) => void;
  create: () => void;
  more: () => void;
  retry: () => void;
}

export function listTemplate(view: ListView): TemplateResult {
  const { list, t, filters } = view;
  const tabs = filters.map((id) => ({ id, label: t.filter[id] }));
  return html`${
      view.mayOpen
        ? html`<div class="row">
            <button type="button" class="primary" @click=${view.create}>${t.new}</button>
          </div>`
        : nothing
    }
    ${tabList(tabs, list.filter, t.filters, (id) => view.choose(id as Filter))}
    <div
      role="tabpanel"
      id="panel-${list.filter}"
      aria-labelledby="tab-${list.filter}"
      aria-busy=${list.state === 'reading'}
      class="list"
    >
      ${contentTemplate(view)}
    </div>`;
}

function contentTemplate(view: ListView): TemplateResult {
  const { list, t, common } = view;
  if (list.state === 'failed')
    return html`<div class="notice error" role="alert">
      <p>${t.listFailed}</p>
      <button type="button" @click=${view.retry}>${common.retry}</button>
    </div>`;
  if (list.state === 'reading' && list.proposals.length === 0) return skeletonTemplate(t.reading);
  if (list.proposals.length === 0) return html`<p class="hint">${t.empty[list.filter]}</p>`;
  return html`${
      view.municipality && list.filter !== 'mine'
        ? html`<p class="hint">${t.of(view.municipalityName(view.municipality))}</p>`
        : nothing
    }
    <ul>
      ${list.proposals.map((proposal) => entryTemplate(proposal, view))}
    </ul>
    ${
      list.hasMore
        ? html`<button type="button" ?disabled=${list.state === 'reading'} @click=${view.more}>
            ${t.more}
          </button>`
        : nothing
    }`;
}

function entryTemplate(proposal: Proposal, view: ListView): TemplateResult {
  const { t, locale } = view;
  const { title, state, municipality, author, editCount, updatedAt } = proposal;
  return html`<li>
    <button type="button" class="entry" @click=${() => view.open(proposal.id)}>
      <span class="name">${title}</span> ${stateBadge(state, locale)}
      <span class="meta">${view.municipalityName(municipality)} · ${author.name}</span>
      <span class="meta">${t.meta(editCount, dayText(updatedAt, locale))}</span>
    </button>
  </li>`;
}

export function stateBadge(state: Proposal['state'], locale: Locale): TemplateResult {
  return html`<span class="badge ${state}"
    >${localize(PROPOSAL_STATE_LABELS[state], locale)}</span
  >`;
}

export function skeletonTemplate(text: string): TemplateResult {
  return html`<div class="skeleton" role="status">
    <p class="visually-hidden">${text}</p>
    ${Array.from({ length: 6 }, () => html`<span aria-hidden="true"></span>`)}
  </div>`;
}
