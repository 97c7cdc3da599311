/** The editor between edits: which layer, a new feature or one on the map; and what it says aloud. */
import { html, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import { localize } from '@sit/core/layer';
import pencil from 'lucide-static/dist/esm/icons/pencil.mjs';
import { SitErrorEvent } from '../../events/sit-error.ts';
import { SitProposalOpenEvent } from '../../events/sit-proposal-open.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import { PRESENT } from '../../internal/showing.ts';
import { editorTranslationFor } from '../../translations/editor.ts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import { chooseTemplate } from './choose-view.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { OnMap } from './on-map.ts';

export abstract class ChoosingElement extends MapConnectedElement {
  static override properties = {
    ...MapConnectedElement.properties,
    layerId: { attribute: 'layer' },
    picking: { state: true },
    opening: { state: true },
    message: { state: true },
    proposal: { state: true },
  };

  /** Id of the layer to edit; the person chooses where it is not given. */
  declare layerId: string | null;
  /** A feature is being chosen on the map. */
  declare picking: boolean;
  /** A feature is on its way from the server. */
  declare opening: boolean;
  declare message: string;
  /** Into which the last edit has gone. */
  declare proposal: string | null;

  protected onMap: OnMap | null = null;

  constructor() {
    super();
    this.layerId = null;
    this.picking = false;
    this.opening = false;
    this.message = '';
    this.proposal = null;
  }

  override get panel(): PanelInfo {
    // Whoever has not signed in sees how to: sit-login's button.
    const button = this.sitMap?.principal != null;
    return { title: this.words.title, icon: pencil, side: 'right', button };
  }

  /** Starts drawing a new feature of the layer chosen. */
  abstract create(): Promise<void>;

  /** Opens a stored feature, as it is now on the server. */
  abstract openFeature(layerId: string, fid: number): Promise<void>;

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    for (const change of [
      'sit-catalogue-change',
      'sit-session-change',
      'sit-showing-change',
      'sit-draft-change',
    ] as const)
      sitMap.addEventListener(change, () => this.requestUpdate(), { signal });
  }

  /** The past is not edited: said, where it is what the map shows. */
  protected isPast(): boolean {
    const isPast = this.sitMap?.showing.kind === 'past';
    if (isPast) this.announce(this.words.past);
    return isPast;
  }

  protected chooseTemplate(): TemplateResult {
    return chooseTemplate({
      t: this.words,
      locale: this.locale,
      signedIn: Boolean(this.sitMap?.principal),
      layers: this.editableLayers,
      layer: this.chosenLayer,
      picking: this.picking,
      opening: this.opening,
      message: this.message,
      past: this.sitMap?.showing.kind === 'past',
      draft: this.sitMap?.draft ?? null,
      proposal: this.proposal,
      openProposal: (id) => this.sitMap?.dispatchEvent(new SitProposalOpenEvent(id)),
      backToToday: () => this.sitMap?.setShowing(PRESENT),
      leaveDraft: () => this.sitMap?.setDraft(null),
      chooseLayer: (id) => this.#chooseLayer(id),
      create: () => void this.create(),
      pick: () => (this.picking ? this.stopPicking() : this.#startPicking()),
      signIn: () => void this.sitMap?.signIn(),
    });
  }

  protected liveRegionTemplate(): TemplateResult {
    return html`<div class="visually-hidden" role="status" aria-live="polite"></div>`;
  }

  protected stopPicking(): void {
    if (!this.picking) return;
    this.picking = false;
    this.onMap?.stop();
  }

  /** Shown, and said. */
  protected tell(message: string, proposal: string | null = null): void {
    this.message = message;
    this.proposal = proposal;
    this.announce(message);
  }

  protected openFailed(error: unknown): void {
    const problem = error instanceof ClientProblem ? error.problem : null;
    this.tell([this.words.openFailed, problem?.detail].filter(Boolean).join(' '));
    this.dispatchEvent(new SitErrorEvent(problem, error));
  }

  /** Said politely by a screen reader; the same words twice are said twice. */
  protected announce(text: string): void {
    const region = this.renderRoot.querySelector('[aria-live]');
    if (region && text) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }

  protected get editableLayers(): CatalogueLayer[] {
    return (
      this.sitMap?.catalogue.filter(({ permissions }) => permissions.edit || permissions.propose) ??
      []
    );
  }

  protected get chosenLayer(): CatalogueLayer | null {
    const layers = this.editableLayers;
    const only = layers.length === 1 ? layers[0]! : null;
    return layers.find(({ id }) => id === this.layerId) ?? only;
  }

  /** The editor's own sentences. */
  protected get words(): EditorTranslation {
    return editorTranslationFor(this.locale);
  }

  #chooseLayer(id: string): void {
    this.layerId = id;
    this.tell('');
    if (this.picking) this.#startPicking();
  }

  #startPicking(): void {
    const layer = this.chosenLayer;
    if (!layer || !this.onMap) return;
    this.picking = this.onMap.startPicking(layer, {
      picked: (fid) => void this.openFeature(layer.id, fid),
      nothing: () => this.tell(this.words.pickNothing(localize(layer.title, this.locale))),
      cancel: () => this.stopPicking(),
    });
    this.announce(this.words.picking);
  }
}
