/** The proposals' panel: the list, a new one, or one of them. */
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientProblem } from '@sit/client/problem';
import { may, officesOf, plannedMunicipalities } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { SitProposalChangeEvent } from '../../events/sit-proposal-change.ts';
import { define } from '../../internal/define.ts';
import { municipalityName } from '../../internal/municipality-name.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { randomUuid } from '../../internal/uuid.ts';
import { proposalsTranslationFor } from '../../translations/proposals.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { formTemplate, type FormValues } from './form-view.ts';
import { listTemplate } from './list-view.ts';
import './proposal-detail.ts';
import type { SitProposalDetail } from './proposal-detail.ts';
import { FILTERS, ProposalList, type Filter } from './proposal-list.ts';
import { panelStyles } from './proposals-panel.styles.ts';

type Screen =
  | { kind: 'list' }
  | { kind: 'new'; values: FormValues; missing: ReadonlySet<keyof FormValues>; fault: string }
  | { kind: 'one'; id: string };

/** @element sit-proposals-panel */
export class SitProposalsPanel extends SitElement {
  static override styles = [SitElement.styles, panelStyles];

  static override properties: PropertyDeclarations = {
    sitMap: { attribute: false },
    shown: { type: Boolean },
    screen: { state: true },
    creating: { state: true },
  };

  declare sitMap: SitMap;
  declare shown: boolean;
  declare protected screen: Screen;
  declare protected creating: boolean;

  readonly #list = new ProposalList(
    () => this.sitMap.client.proposals,
    () => this.requestUpdate(),
  );
  #listening: AbortController | null = null;
  /** Whose list it is. */
  #listed: string | null = null;
  /** Of the proposal being made: the same when it is sent again. */
  #newId = randomUuid();

  constructor() {
    super();
    this.shown = false;
    this.screen = { kind: 'list' };
    this.creating = false;
  }

  async openProposal(id: string): Promise<void> {
    this.screen = { kind: 'one', id };
    await this.updateComplete;
    const detail = this.renderRoot.querySelector<SitProposalDetail>('sit-proposal-detail');
    await detail?.updateComplete;
    detail?.focusHeading();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
  }

  protected override firstUpdated(): void {
    const { signal } = this.#listening!;
    const on = { signal };
    this.sitMap.addEventListener('sit-proposal-change', () => this.#readList(), on);
    for (const type of ['sit-session-change', 'sit-catalogue-change'] as const)
      this.sitMap.addEventListener(type, () => this.requestUpdate(), on);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Another person sees other proposals; so may the same one after a while.
    const person = this.sitMap.principal?.userId ?? null;
    const opened = changed.has('shown') && this.shown;
    if (person !== this.#listed) {
      this.#listed = person;
      this.screen = { kind: 'list' };
      this.#list.filter = 'mine';
      this.#readList(this.#filters[0]!);
    } else if (opened && this.screen.kind === 'list') this.#readList();
  }

  protected override render(): TemplateResult {
    const { screen } = this;
    if (screen.kind === 'one')
      return html`<sit-proposal-detail
        .sitMap=${this.sitMap}
        .proposalId=${screen.id}
        .shown=${this.shown}
        .back=${() => this.#showList()}
      ></sit-proposal-detail>`;
    return screen.kind === 'new' ? this.#newTemplate(screen) : this.#listTemplate();
  }

  #listTemplate(): TemplateResult {
    const { municipality } = this;
    return listTemplate({
      list: this.#list,
      filters: this.#filters,
      t: this.words,
      common: this.t,
      locale: this.locale,
      municipality,
      municipalityName: (code) => this.#nameOf(code),
      mayOpen: this.#openable.length > 0,
      choose: (filter) => this.#readList(filter),
      open: (id) => void this.openProposal(id),
      create: () => this.#startNew(),
      more: () => void this.#list.readMore(municipality),
      retry: () => this.#readList(),
    });
  }

  #newTemplate({ values, missing, fault }: Screen & { kind: 'new' }): TemplateResult {
    return html`${formTemplate({
        t: this.words,
        values,
        missing,
        municipalities: this.#openable,
        isNew: true,
        busy: this.creating,
        submit: (submitted) => void this.#create(submitted),
        cancel: () => this.#showList(),
      })}
      <div role="alert">${fault ? html`<p class="notice error">${fault}</p>` : ''}</div>`;
  }

  #startNew(): void {
    const codes = this.#openable.map(({ code }) => code);
    const shown = this.sitMap.municipality;
    const municipality =
      codes.length === 1 ? codes[0]! : shown && codes.includes(shown) ? shown : '';
    this.#newId = randomUuid();
    const values = { title: '', description: '', municipality };
    this.screen = { kind: 'new', values, missing: new Set(), fault: '' };
    void this.updateComplete.then(() => this.renderRoot.querySelector('h3')?.focus());
  }

  async #create(values: FormValues): Promise<void> {
    const missing = new Set((['title', 'municipality'] as const).filter((name) => !values[name]));
    const screen = { kind: 'new', values, missing, fault: '' } as const;
    this.screen = screen;
    if (missing.size > 0) {
      await this.updateComplete;
      return this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
    this.creating = true;
    try {
      const made = await this.sitMap.client.proposals.create({ id: this.#newId, ...values });
      // Whoever opens a draft means to fill it.
      this.sitMap.setDraft(made);
      await this.openProposal(made.id);
      this.sitMap.dispatchEvent(new SitProposalChangeEvent(made.id));
    } catch (error) {
      const refused = error instanceof ClientProblem;
      const fault = refused ? `${this.words.refused} ${error.problem.detail}` : this.words.noAnswer;
      this.screen = { ...screen, fault };
    } finally {
      this.creating = false;
    }
  }

  #showList(): void {
    this.screen = { kind: 'list' };
    this.#readList();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus(),
    );
  }

  #readList(filter: Filter = this.#list.filter): void {
    void this.#list.read(filter, this.municipality);
  }

  /** The map's, where the person holds a role in it. */
  get municipality(): string | null {
    const { municipality, principal } = this.sitMap;
    const offices = officesOf(principal);
    return municipality && (offices === 'all' || offices.includes(municipality))
      ? municipality
      : null;
  }

  /** Who writes no proposals has none of their own, who reviews none nothing to review. */
  get #filters(): Filter[] {
    const { principal } = this.sitMap;
    const allowed = {
      mine: this.#openable.length > 0,
      review: may(principal, 'review-proposals', 'anywhere'),
      all: true,
    };
    return FILTERS.filter((filter) => allowed[filter]);
  }

  /** Where the person may open one. */
  get #openable(): Municipality[] {
    const planned = plannedMunicipalities(this.sitMap.principal);
    return this.sitMap.municipalities.filter(
      ({ code }) => planned === 'all' || planned.includes(code),
    );
  }

  get words(): ProposalsTranslation {
    return proposalsTranslationFor(this.locale);
  }

  #nameOf(code: string): string {
    return municipalityName(code, this.sitMap.municipalities);
  }
}

define('sit-proposals-panel', SitProposalsPanel);

declare global {
  interface HTMLElementTagNameMap {
    'sit-proposals-panel': SitProposalsPanel;
  }
}
