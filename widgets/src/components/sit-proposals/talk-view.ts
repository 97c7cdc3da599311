/** What is said of a proposal: the checks' report, the comments, its story. */
import { html, nothing, type TemplateResult } from 'lit';
import { localize } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { PROPOSAL_STATE_LABELS } from '@sit/core/proposal';
import { dateText } from '../../internal/format.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { Locale } from '../../translations/translation.ts';
import type { OpenProposal } from './open-proposal.ts';

export interface TalkView {
  proposal: OpenProposal;
  t: ProposalsTranslation;
  locale: Locale;
  check: () => void;
  /** Null where there is no way to it. */
  wayTo: (fault: Fault) => (() => void) | null;
  showPlace: (place: [number, number]) => void;
  comment: (text: string, atCentre: boolean) => Promise<boolean>;
  moreComments: () => void;
}

export function checksTemplate(view: TalkView): TemplateResult | typeof nothing {
  const { t, locale, proposal } = view;
  const { report, detail, status } = proposal;
  // What a refused step found is told even where no report was kept of it.
  const refused = status.kind === 'refused' ? status.faults : [];
  const faults = report && report.revision === detail.revision ? report.faults : refused;
  const isOpen = detail.state === 'draft' || detail.state === 'in-review';
  if (!isOpen && !report) return nothing;
  return html`<section aria-labelledby="checks">
    <h4 id="checks">${t.checks}</h4>
    ${report || faults.length > 0 ? nothing : html`<p class="hint">${t.noChecks}</p>`}
    ${
      faults.length > 0
        ? html`<p class="fault">${t.found(faults.length)}</p>
            <ul class="faults">
              ${faults.map((fault) => faultTemplate(fault, view))}
            </ul>`
        : report?.passed
          ? html`<p class="passed">${t.passed(dateText(report.at, locale))}</p>`
          : nothing
    }
    ${
      isOpen && report && report.revision !== detail.revision
        ? html`<p class="hint">${t.oldReport}</p>`
        : nothing
    }
    ${
      detail.permissions.edit && detail.editCount > 0
        ? html`<div class="row">
            <button type="button" ?disabled=${proposal.busy} @click=${view.check}>
              ${t.check}
            </button>
          </div>`
        : nothing
    }
  </section>`;
}

function faultTemplate(fault: Fault, { t, wayTo }: TalkView): TemplateResult {
  const go = wayTo(fault);
  return html`<li>
    <span>${fault.message}</span>
    ${go ? html`<button type="button" @click=${go}>${t.showFault}</button>` : nothing}
  </li>`;
}

export function commentsTemplate(view: TalkView): TemplateResult {
  const { t, locale, proposal } = view;
  const { comments, detail } = proposal;
  return html`<section aria-labelledby="comments">
    <h4 id="comments">${t.comments}</h4>
    ${comments.length === 0 ? html`<p class="hint">${t.noComments}</p>` : nothing}
    <ul class="comments">
      ${comments.map(
        ({ author, at, text, position }) =>
          html`<li>
            <span class="meta">${author.name} · ${dateText(at, locale)}</span>
            <p>${text}</p>
            ${
              position
                ? html`<button type="button" class="plain" @click=${() => view.showPlace(position)}>
                    ${t.atPlace}
                  </button>`
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${
      proposal.hasMoreComments
        ? html`<button type="button" @click=${view.moreComments}>${t.moreComments}</button>`
        : nothing
    }
    ${detail.permissions.comment ? commentForm(view) : nothing}
  </section>`;
}

function commentForm({ t, proposal, comment }: TalkView): TemplateResult {
  const submitted = async (form: HTMLFormElement): Promise<void> => {
    const text = textsOf(form)('comment');
    const centre = new FormData(form).has('centre');
    // Kept until it has arrived.
    if (text !== '' && (await comment(text, centre))) form.reset();
  };
  return html`<form class="form" @submit=${submitting(submitted)}>
    <div class="field">
      <label for="comment">${t.comment}</label>
      <textarea id="comment" name="comment" rows="3" maxlength="10000" required></textarea>
    </div>
    <label class="switch"><input type="checkbox" name="centre" />${t.attachPlace}</label>
    <div class="row"><button ?disabled=${proposal.busy}>${t.send}</button></div>
  </form>`;
}

export function storyTemplate({ proposal, t, locale }: TalkView): TemplateResult {
  return html`<details>
    <summary><span class="name">${t.story}</span></summary>
    <ol class="story inside">
      ${proposal.detail.events.map(
        ({ to, by, at, reason }) =>
          html`<li>
            <span class="meta"
              >${t.event(localize(PROPOSAL_STATE_LABELS[to], locale), by.name, dateText(at, locale))}</span
            >
            ${reason ? html`<p>${reason}</p>` : nothing}
          </li>`,
      )}
    </ol>
  </details>`;
}
