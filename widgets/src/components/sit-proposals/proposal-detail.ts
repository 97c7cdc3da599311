/** One proposal in the panel, and on the map what it would change. */
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ProposalDetail, ProposalDifference } from '@sit/core/api-proposal';
import { mayReviewProposals } from '@sit/core/permission';
import { isAuthorOf, type ProposalStep } from '@sit/core/proposal';
import type { Fault } from '@sit/core/problem';
import { SitEditRequestEvent } from '../../events/sit-edit-request.ts';
import { SitProposalChangeEvent } from '../../events/sit-proposal-change.ts';
import { define } from '../../internal/define.ts';
import { municipalityName } from '../../internal/municipality-name.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { differenceStyles } from '../../styles/difference.styles.ts';
import { proposalsTranslationFor } from '../../translations/proposals.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { editsTemplate } from './edits-view.ts';
import { formTemplate, type FormValues } from './form-view.ts';
import { skeletonTemplate } from './list-view.ts';
import { OpenProposal } from './open-proposal.ts';
import { detailStyles } from './proposal-detail.styles.ts';
import { ProposalOnMap } from './proposal-on-map.ts';
import { backTemplate, DANGEROUS, headTemplate } from './proposal-view.ts';
import { panelStyles } from './proposals-panel.styles.ts';
import { settled } from './settle-conflict.ts';
import './step-dialog.ts';
import { Steps } from './steps.ts';
import { checksTemplate, commentsTemplate, storyTemplate, type TalkView } from './talk-view.ts';

/** @element sit-proposal-detail */
export class SitProposalDetail extends SitElement {
  static override styles = [SitElement.styles, panelStyles, detailStyles, differenceStyles];

  static override properties: PropertyDeclarations = {
    sitMap: { attribute: false },
    proposalId: { attribute: false },
    shown: { attribute: false },
    back: { attribute: false },
    unfolded: { state: true },
    rewriting: { state: true },
    missing: { state: true },
  };

  declare sitMap: SitMap;
  declare proposalId: string;
  declare shown: boolean;
  declare back: () => void;
  declare protected unfolded: number | null;
  /** Title and description are being changed. */
  declare protected rewriting: boolean;
  declare protected missing: ReadonlySet<keyof FormValues>;

  #proposal: OpenProposal | null = null;
  #onMap: ProposalOnMap | null = null;
  #listening: AbortController | null = null;
  readonly #steps = new Steps();
  /** Its own news. */
  #telling = false;

  constructor() {
    super();
    this.unfolded = null;
    this.rewriting = false;
    this.missing = new Set();
  }

  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('h3, .back')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
    this.#proposal = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.#proposal?.id !== this.proposalId) this.#open();
    if (changed.has('shown') && !this.shown) this.#unfold(null);
  }

  protected override render(): TemplateResult {
    const back = backTemplate(this.words, () => this.back());
    return html`${back} ${this.#contentTemplate(this.#proposal!)}
      <sit-proposals-step></sit-proposals-step>`;
  }

  #contentTemplate(proposal: OpenProposal): TemplateResult {
    const { words: t } = this;
    if (proposal.state === 'reading') return skeletonTemplate(t.reading);
    if (proposal.state === 'gone') return html`<p class="notice">${t.gone}</p>`;
    if (proposal.state === 'failed')
      return html`<div class="notice error" role="alert">
        <p>${t.failed}</p>
        <button type="button" @click=${() => void proposal.read()}>${this.t.retry}</button>
      </div>`;
    const talk = this.#talkView(proposal);
    return html`${this.rewriting ? this.#formTemplate(proposal) : this.#headTemplate(proposal)}
    ${this.#editsTemplate(proposal)} ${checksTemplate(talk)} ${commentsTemplate(talk)}
    ${storyTemplate(talk)}`;
  }

  #headTemplate(proposal: OpenProposal): TemplateResult {
    const { sitMap } = this;
    const { detail } = proposal;
    return headTemplate({
      proposal,
      t: this.words,
      common: this.t,
      locale: this.locale,
      municipalityName: (code) => municipalityName(code, sitMap.municipalities),
      reviewers: proposal.reviewers,
      isAuthor: isAuthorOf(sitMap.principal, detail),
      mayReview: mayReviewProposals(sitMap.principal, detail.municipality),
      previewed: this.#onMap?.isPreviewed ?? false,
      isWorkingDraft: sitMap.draft?.id === detail.id,
      step: (step) => void this.#step(step),
      changeTexts: () => (this.rewriting = true),
      assign: (reviewer) => void this.#change((known, calls) => calls.change(known, { reviewer })),
      preview: (on) => this.#onMap?.preview(on ? detail : null),
      work: (on) => sitMap.setDraft(on ? detail : null),
      rebase: () => void this.#rebase(),
      reread: () => void proposal.act(() => proposal.read()),
    });
  }

  #formTemplate({ detail, busy }: OpenProposal): TemplateResult {
    return formTemplate({
      t: this.words,
      values: detail,
      municipalities: [],
      isNew: false,
      busy,
      missing: this.missing,
      submit: (values) => void this.#rewrite(values),
      cancel: () => (this.rewriting = false),
    });
  }

  #editsTemplate(proposal: OpenProposal): TemplateResult {
    const { sitMap } = this;
    return editsTemplate({
      proposal,
      t: this.words,
      locale: this.locale,
      layer: (id) => sitMap.catalogue.find((layer) => layer.id === id) ?? null,
      unfolded: this.unfolded,
      unfold: (edit) => this.#unfold(edit),
      show: (difference) => this.#onMap?.show(difference),
      change: (difference) => this.#edit(difference),
      remove: (edit) => void this.#change((known, calls) => calls.removeEdit(known, edit)),
      settle: (difference, keep) => void this.#settle(difference, keep),
      more: () => void proposal.readMoreEdits(),
    });
  }

  #talkView(proposal: OpenProposal): TalkView {
    return {
      proposal,
      t: this.words,
      locale: this.locale,
      check: () => void this.#change((known, calls) => calls.check(known)),
      wayTo: (fault) => this.#wayTo(fault),
      showPlace: (place) => this.#onMap?.showPlace(place),
      comment: (text, atCentre) => {
        const { lng, lat } = this.sitMap.map!.getCenter();
        return this.#change(() => proposal.comment(text, atCentre ? [lng, lat] : null));
      },
      moreComments: () => void proposal.readMoreComments(),
    };
  }

  #open(): void {
    this.#leave();
    const { sitMap, proposalId } = this;
    const proposal = new OpenProposal(
      proposalId,
      () => sitMap.client,
      () => this.requestUpdate(),
    );
    this.#proposal = proposal;
    this.#onMap = new ProposalOnMap(sitMap, proposalId);
    this.#listening = new AbortController();
    const on = { signal: this.#listening.signal };
    this.unfolded = null;
    this.rewriting = false;
    for (const type of ['sit-showing-change', 'sit-draft-change'] as const)
      sitMap.addEventListener(type, () => this.requestUpdate(), on);
    sitMap.addEventListener('sit-proposal-change', (event) => void this.#reread(event), on);
    void proposal.read();
  }

  #leave(): void {
    this.#listening?.abort();
    this.#proposal?.close();
    this.#onMap?.clear();
  }

  /** Somebody else on this page has changed it: the editor. */
  async #reread({ proposal: id }: SitProposalChangeEvent): Promise<void> {
    const proposal = this.#proposal;
    if (proposal?.id !== id || proposal.busy || this.#telling) return;
    await proposal.read();
    if (proposal.state === 'read') this.#onMap?.changed(proposal.detail);
  }

  #unfold(edit: number | null): void {
    this.unfolded = edit;
    const difference = this.#proposal?.differences.find((each) => each.edit.number === edit);
    if (difference) this.#onMap?.show(difference);
    else this.#onMap?.clear();
  }

  #edit({ edit }: ProposalDifference): void {
    this.sitMap.setDraft(this.#proposal!.detail);
    this.#onMap?.clear();
    this.sitMap.dispatchEvent(new SitEditRequestEvent(edit.layer, edit.fid));
  }

  /** To the edit that a fault is of, and to its place on the map. */
  #wayTo({ place, position }: Fault): (() => void) | null {
    const number = Number(/^edits\/(\d+)/.exec(place)?.[1]);
    const known = this.#proposal?.differences.some(({ edit }) => edit.number === number);
    if (!known && !position) return null;
    return () => {
      if (known) this.#unfold(number);
      if (position) this.#onMap?.showPlace(position);
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>(`[data-edit='${number}'] summary`)?.focus(),
      );
    };
  }

  async #rewrite({ title, description }: FormValues): Promise<void> {
    this.missing = new Set(title ? [] : ['title']);
    if (!title) return;
    if (await this.#change((known, calls) => calls.change(known, { title, description })))
      this.rewriting = false;
  }

  async #settle(difference: ProposalDifference, keep: 'mine' | 'theirs'): Promise<void> {
    const { number } = difference.edit;
    const operation = settled(difference, keep);
    await this.#change((known, calls) =>
      operation ? calls.replaceEdit(known, number, operation) : calls.removeEdit(known, number),
    );
  }

  async #rebase(): Promise<void> {
    const { words: t } = this;
    await this.#change(
      (known, calls) => calls.rebase(known),
      ({ merged, dropped, conflicts }) =>
        t.rebased(merged.length, dropped.length, conflicts.length),
    );
  }

  async #step(step: ProposalStep): Promise<void> {
    const { words: t } = this;
    const answer = await this.renderRoot.querySelector('sit-proposals-step')!.ask({
      words: t.steps[step],
      reasonRequired: step === 'reject',
      reasonMissing: t.reasonMissing,
      danger: DANGEROUS.has(step),
    });
    const proposal = this.#proposal;
    if (!answer || !proposal) return;
    const went = await this.#change((known, calls) =>
      this.#steps.take(step, known, calls, answer.reason),
    );
    if (!went) return;
    if (this.sitMap.draft?.id === proposal.id && !proposal.detail.permissions.edit)
      this.sitMap.setDraft(null);
    if (proposal.detail.state === 'published') this.#onMap?.published(proposal.detail);
  }

  async #change<T>(
    call: (known: ProposalDetail, calls: OpenProposal['calls']) => Promise<T>,
    note?: (result: T) => string,
  ): Promise<boolean> {
    const proposal = this.#proposal!;
    const went = await proposal.change((known) => call(known, proposal.calls), note);
    if (proposal.state === 'read') this.#onMap?.changed(proposal.detail);
    this.#telling = true;
    if (went) this.sitMap.dispatchEvent(new SitProposalChangeEvent(proposal.id));
    this.#telling = false;
    return went;
  }

  private get words(): ProposalsTranslation {
    return proposalsTranslationFor(this.locale);
  }
}

define('sit-proposal-detail', SitProposalDetail);

declare global {
  interface HTMLElementTagNameMap {
    'sit-proposal-detail': SitProposalDetail;
  }
}
