/** One proposal: what it is, how it stands, and the steps open to the reader. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type Person, type ProposalStep } from '@sit/core/proposal';
import ArrowLeft from 'lucide-static/dist/esm/icons/arrow-left.mjs';
import { dayText } from '../../internal/format.ts';
import { icon } from '../../internal/icons.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { Locale, Translation } from '../../translations/translation.ts';
import { stateBadge } from './list-view.ts';
import type { ActStatus, OpenProposal } from './open-proposal.ts';

export interface ProposalView {
  proposal: OpenProposal;
  t: ProposalsTranslation;
  common: Translation;
  locale: Locale;
  municipalityName: (code: string) => string;
  /** Who may be asked to review; null until it is known. */
  reviewers: readonly Person[] | null;
  isAuthor: boolean;
  /** The reader might publish it, were it not their own. */
  mayReview: boolean;
  previewed: boolean;
  /** Edits on the map go into it. */
  isWorkingDraft: boolean;
  step: (step: ProposalStep) => void;
  changeTexts: () => void;
  assign: (reviewer: string | null) => void;
  preview: (on: boolean) => void;
  work: (on: boolean) => void;
  rebase: () => void;
  reread: () => void;
}

export function backTemplate(t: ProposalsTranslation, back: () => void): TemplateResult {
  return html`<button type="button" class="plain back" @click=${back}>
    ${icon(ArrowLeft, 18)}${t.back}
  </button>`;
}

export function headTemplate(view: ProposalView): TemplateResult {
  const { t, locale, proposal } = view;
  const { detail, busy } = proposal;
  const { permissions, description } = detail;
  return html`<section aria-labelledby="proposal-title">
    <div class="heading">
      <h3 id="proposal-title" tabindex="-1">${detail.title}</h3>
      ${stateBadge(detail.state, locale)}
    </div>
    ${description ? html`<p class="description">${description}</p>` : nothing}
    ${factsTemplate(view)}
    ${
      detail.reason
        ? html`<p class="notice warning"><strong>${t.reason}:</strong> ${detail.reason}</p>`
        : nothing
    }
    ${
      permissions.edit
        ? html`<div class="row">
            <button
              type="button"
              class="plain rewrite"
              ?disabled=${busy}
              @click=${view.changeTexts}
            >
              ${t.form.change}
            </button>
          </div>`
        : nothing
    }
    ${switchesTemplate(view)} ${staleTemplate(view)} ${stepsTemplate(view)}
    ${statusTemplate(proposal.status, view)}
  </section>`;
}

function factsTemplate(view: ProposalView): TemplateResult {
  const { t, locale, proposal } = view;
  const { author, municipality, reviewer, permissions, state, closedAt, updatedAt } =
    proposal.detail;
  const closing = { published: t.published, rejected: t.rejected, withdrawn: t.withdrawn };
  const label = state in closing ? closing[state as keyof typeof closing] : t.updated;
  return html`<dl>
    <dt>${t.form.municipality}</dt>
    <dd>${view.municipalityName(municipality)}</dd>
    <dt>${t.author}</dt>
    <dd>${author.name}</dd>
    <dt>${permissions.assign ? html`<label for="reviewer">${t.reviewer}</label>` : t.reviewer}</dt>
    <dd>
      ${permissions.assign && view.reviewers ? reviewerTemplate(view) : (reviewer?.name ?? t.nobody)}
    </dd>
    <dt>${label}</dt>
    <dd>${dayText(closedAt ?? updatedAt, locale)}</dd>
  </dl>`;
}

function reviewerTemplate({ t, proposal, reviewers, assign }: ProposalView): TemplateResult {
  const { reviewer, author } = proposal.detail;
  const choices = (reviewers ?? []).filter(({ id }) => id !== author.id);
  // Whoever was asked stays among the choices, even without the role since.
  if (reviewer && !choices.some(({ id }) => id === reviewer.id)) choices.push(reviewer);
  return html`<select
    id="reviewer"
    ?disabled=${proposal.busy}
    @change=${(event: Event) => assign((event.target as HTMLSelectElement).value || null)}
  >
    <option value="" ?selected=${!reviewer}>${t.nobody}</option>
    ${choices.map(
      ({ id, name }) => html`<option value=${id} ?selected=${id === reviewer?.id}>${name}</option>`,
    )}
  </select>`;
}

function switchesTemplate(view: ProposalView): TemplateResult | typeof nothing {
  const { t, proposal } = view;
  const { editCount, permissions } = proposal.detail;
  const previewable = editCount > 0 || view.previewed;
  if (!previewable && !permissions.edit) return nothing;
  return html`<div class="switches">
    ${previewable ? switchTemplate(t.preview, view.previewed, view.preview) : nothing}
    ${
      permissions.edit
        ? html`${switchTemplate(t.working, view.isWorkingDraft, view.work)}
            <p class="hint">${t.workingHint}</p>`
        : nothing
    }
  </div>`;
}

function switchTemplate(
  label: string,
  checked: boolean,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<label class="switch">
    <input
      type="checkbox"
      role="switch"
      .checked=${live(checked)}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
}

function staleTemplate(view: ProposalView): TemplateResult | typeof nothing {
  const { t, proposal } = view;
  const { edits, permissions, state } = proposal.detail;
  const stale = edits.filter((edit) => edit.stale).length;
  if (stale === 0 || (state !== 'draft' && state !== 'in-review')) return nothing;
  return html`<div class="notice warning">
    <p>${t.staleNotice(stale)} ${permissions.edit ? nothing : t.staleForOthers}</p>
    ${
      permissions.edit
        ? html`<button type="button" ?disabled=${proposal.busy} @click=${view.rebase}>
            ${t.rebase}
          </button>`
        : nothing
    }
  </div>`;
}

/** The widest step first and filled; those that close it without effect last and red. */
const ORDER: readonly ProposalStep[] = ['submit', 'publish', 'return', 'reject', 'withdraw'];
const PRIMARY = new Set<ProposalStep>(['submit', 'publish']);
export const DANGEROUS: ReadonlySet<ProposalStep> = new Set(['reject', 'withdraw']);

function stepsTemplate(view: ProposalView): TemplateResult | typeof nothing {
  const { t, proposal } = view;
  const { permissions, state, editCount } = proposal.detail;
  const steps = ORDER.filter((step) => permissions[step]);
  const own = state === 'in-review' && view.isAuthor && view.mayReview && !permissions.publish;
  if (steps.length === 0 && !own) return nothing;
  const lacksEdits = permissions.submit && editCount === 0;
  return html`<div class="steps">
      ${steps.map(
        (step) =>
          html`<button
            type="button"
            class=${PRIMARY.has(step) ? 'primary' : DANGEROUS.has(step) ? 'danger' : ''}
            ?disabled=${proposal.busy || (step === 'submit' && lacksEdits)}
            @click=${() => view.step(step)}
          >
            ${t.steps[step].act}
          </button>`,
      )}
    </div>
    ${lacksEdits ? html`<p class="hint">${t.nothingToSubmit}</p>` : nothing}
    ${own ? html`<p class="notice">${t.ownPublication}</p>` : nothing}`;
}

function statusTemplate(status: ActStatus, view: ProposalView): TemplateResult {
  return html`<div role="status">${statusText(status, view)}</div>`;
}

function statusText(
  status: ActStatus,
  { t, common, locale, reread }: ProposalView,
): TemplateResult | typeof nothing {
  switch (status.kind) {
    case 'idle':
      return nothing;
    case 'busy':
      return html`<p class="hint">${t.saving}</p>`;
    case 'done':
      return html`<p class="passed">
        ${t.savedAt(timeText(status.at, locale))}${status.note ? `. ${status.note}` : ''}
      </p>`;
    case 'moved':
      return html`<p class="notice warning">${t.moved}</p>`;
    case 'no-answer':
      return html`<div class="notice error">
        <p>${t.noAnswer}</p>
        <button type="button" @click=${reread}>${common.retry}</button>
      </div>`;
    case 'refused':
      return html`<div class="notice error"><p>${t.refused} ${status.detail}</p></div>`;
  }
}

function timeText(date: Date, locale: Locale): string {
  return date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}
