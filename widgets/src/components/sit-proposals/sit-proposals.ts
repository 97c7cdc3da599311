/** The proposals' place on a map: who may see them, and the panel, fetched when it is first opened. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import FilePen from 'lucide-static/dist/esm/icons/file-pen.mjs';
import { officesOf } from '@sit/core/permission';
import { define } from '../../internal/define.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { SitProposalsPanel } from './proposals-panel.ts';
import { proposalsShellStyles } from './sit-proposals.styles.ts';

/**
 * Proposals of the municipality: sets of edits prepared, reviewed and published as a whole. For people with
 * a role in an office.
 *
 * @element sit-proposals
 * @fires sit-proposal-change - A proposal was opened, changed, decided or published; dispatched by the map.
 * @fires sit-edit-request - Somebody wants to edit a feature of a draft; dispatched by the map.
 * @fires sit-panel-toggle - The panel was opened or closed.
 */
export class SitProposals extends MapConnectedElement {
  static override styles = [MapConnectedElement.styles, proposalsShellStyles];

  static override properties = {
    loaded: { state: true },
  };

  /** The panel's own script. */
  declare protected loaded: 'not' | 'loading' | 'loaded' | 'failed';

  constructor() {
    super();
    this.loaded = 'not';
  }

  override get panel(): PanelInfo {
    // Who holds no role has nothing to open.
    return { title: this.t.proposals.title, icon: FilePen, side: 'right', button: this.#mayOpen };
  }

  /** Shows one proposal. */
  async openProposal(id: string): Promise<void> {
    this.show();
    await this.#load();
    await this.updateComplete;
    await this.#panel?.openProposal(id);
  }

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    const on = { signal };
    for (const type of ['sit-catalogue-change', 'sit-session-change'] as const)
      sitMap.addEventListener(type, () => this.requestUpdate(), on);
    sitMap.addEventListener(
      'sit-proposal-open',
      ({ proposal }) => void this.openProposal(proposal),
      on,
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.#shown && this.#mayOpen && this.loaded === 'not') void this.#load();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t, sitMap } = this;
    if (!sitMap) return nothing;
    if (!sitMap.principal)
      return html`<div class="page">
        <p>${t.proposals.signInNeeded}</p>
        <button type="button" class="primary" @click=${() => void sitMap.signIn()}>
          ${t.login.signIn}
        </button>
      </div>`;
    if (!this.#mayOpen) return html`<p class="page notice">${t.proposals.noRole}</p>`;
    if (this.loaded === 'failed')
      return html`<div class="page">
        <p class="notice error">${t.proposals.loadFailed}</p>
        <button type="button" @click=${() => void this.#load()}>${t.retry}</button>
      </div>`;
    if (this.loaded !== 'loaded') return html`<p class="page" role="status">${t.loading}</p>`;
    return html`<sit-proposals-panel
      .sitMap=${sitMap}
      .shown=${this.#shown}
    ></sit-proposals-panel>`;
  }

  async #load(): Promise<void> {
    if (this.loaded === 'loaded') return;
    this.loaded = 'loading';
    this.loaded = await import('./proposals-panel.ts').then(
      () => 'loaded',
      () => 'failed',
    );
  }

  get #shown(): boolean {
    return this.open || !this.nested;
  }

  get #mayOpen(): boolean {
    return officesOf(this.sitMap?.principal ?? null).length > 0;
  }

  get #panel(): SitProposalsPanel | null {
    return this.renderRoot.querySelector<SitProposalsPanel>('sit-proposals-panel');
  }
}

define('sit-proposals', SitProposals);

declare global {
  interface HTMLElementTagNameMap {
    'sit-proposals': SitProposals;
  }
}
