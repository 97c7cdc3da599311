/** What a map knows before it draws anything: the server, who asks, the catalogue, and each layer's state. */
import type { PropertyValues } from 'lit';
import { SitClient, type Catalogue, type CatalogueLayer } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { ChangeEvent } from '@sit/core/change-event';
import type { BBox } from '@sit/core/geometry';
import type { Principal } from '@sit/core/permission';
import type { Municipality, Union } from '@sit/core/tenant';
import { SitDraftChangeEvent, type WorkingDraft } from '../../events/sit-draft-change.ts';
import { SitErrorEvent } from '../../events/sit-error.ts';
import { SitFeatureChangeEvent } from '../../events/sit-feature-change.ts';
import { SitLayerChangeEvent } from '../../events/sit-layer-change.ts';
import {
  SitSessionChangeEvent,
  type SessionChangeReason,
} from '../../events/sit-session-change.ts';
import { SitShowingChangeEvent } from '../../events/sit-showing-change.ts';
import { SitSignInRequestEvent } from '../../events/sit-sign-in-request.ts';
import { LiveFollower } from '../../internal/live-follower.ts';
import { RecentKeys } from '../../internal/recent-keys.ts';
import { LayerStates } from '../../internal/layer-states.ts';
import { Session } from '../../internal/session.ts';
import { PRESENT, type Showing } from '../../internal/showing.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { failureState } from './failure-state.ts';
import type { MapState } from './sit-map.states.ts';

/** Unreachable servers are asked again this often. */
const RETRY_MILLISECONDS = 10_000;

export abstract class TerritoryElement extends SitElement {
  static override properties = {
    server: {},
    layers: {},
    key: {},
    state: { state: true },
  };

  /** Base URL of the SIT server; without it, the page's own origin. */
  declare server: string;
  /** Ids of the layers to show, comma separated; all the catalogue's without it. */
  declare layers: string | null;
  /** The portal's embed key (`sit_embed_…`), where the union has given it one. */
  declare key: string | null;
  declare protected state: MapState;

  readonly #states = new LayerStates();
  #client: SitClient | null = null;
  #session: Session | null = null;
  #catalogue: CatalogueLayer[] = [];
  #union: Union | null = null;
  #municipalities: Municipality[] = [];
  #showing: Showing = PRESENT;
  #draft: WorkingDraft | null = null;
  #loading: AbortController | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #live: LiveFollower | null = null;
  readonly #told = new RecentKeys();

  constructor() {
    super();
    this.server = '';
    this.layers = null;
    this.key = null;
    this.state = { kind: 'loading' };
  }

  get client(): SitClient {
    return (this.#client ??= new SitClient({
      server: this.server || location.origin,
      key: this.key,
      onUnauthenticated: () => this.session.expire(),
      onRenewed: (principal) => this.session.renewed(principal),
    }));
  }

  get session(): Session {
    return (this.#session ??= new Session(this.client, (reason) => this.#sessionChanged(reason)));
  }

  /** The layers of this map, in drawing order. */
  get catalogue(): CatalogueLayer[] {
    return this.#catalogue;
  }

  get union(): Union | null {
    return this.#union;
  }

  get municipalities(): Municipality[] {
    return this.#municipalities;
  }

  /** Demonstration data are among what is shown. */
  get fictitious(): boolean {
    return this.#union?.fictitious === true || this.#catalogue.some((layer) => layer.fictitious);
  }

  get principal(): Principal | null {
    return this.session.principal;
  }

  /** Which state of the territory is drawn. */
  get showing(): Showing {
    return this.#showing;
  }

  /** Draws another state of the territory until it is told to show the present again. */
  setShowing(showing: Showing): void {
    this.#showing = showing;
    this.drawShowing();
    this.requestUpdate();
    this.dispatchEvent(new SitShowingChangeEvent(showing));
  }

  /** The proposal that edits go into; null where they are written at once. */
  get draft(): WorkingDraft | null {
    return this.#draft;
  }

  setDraft(draft: WorkingDraft | null): void {
    if (draft?.id === this.#draft?.id) return;
    this.#draft = draft;
    this.dispatchEvent(new SitDraftChangeEvent(draft));
  }

  /**
   * Null when nobody signed in. Never loses what peers hold: open edits stay. Without a `sit-login`
   * it throws `PopupBlockedError` where the browser lets no window open, i.e. not after a click.
   */
  async signIn(): Promise<Principal | null> {
    const request = new SitSignInRequestEvent();
    this.dispatchEvent(request);
    return request.answer ?? this.session.signInWithPopup();
  }

  signOut(): Promise<void> {
    return this.session.signOut();
  }

  isVisible(id: string): boolean {
    return this.#states.isVisible(id);
  }

  setLayerVisibility(id: string, visible: boolean): void {
    this.#states.setVisible(id, visible);
    this.#layerChanged(id);
  }

  opacityOf(id: string): number {
    return this.#states.opacityOf(id);
  }

  /** `opacity` is 0 to 1. */
  setLayerOpacity(id: string, opacity: number): void {
    this.#states.setOpacity(id, opacity);
    this.#layerChanged(id);
  }

  /** Reads catalogue and session again and draws; also the way on after a failure. */
  async load(): Promise<void> {
    clearTimeout(this.#retry);
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    if (this.state.kind !== 'ready') this.state = { kind: 'loading' };
    try {
      if (!this.principal) await this.session.restore();
      const [catalogue, municipalities] = await Promise.all([
        this.client.layers(loading.signal),
        this.client.municipalities(loading.signal),
      ]);
      if (loading.signal.aborted) return;
      this.#municipalities = municipalities;
      this.#adopt(catalogue);
      // Before the first tile is asked for, so that nothing changes unseen in between.
      this.#follower.start();
      await this.draw();
    } catch (error) {
      if (!loading.signal.aborted) this.#failed(error);
    }
  }

  /**
   * Features have changed: draws them anew and tells the peers. The server tells its changes here, and peers
   * what they have written themselves; whichever comes second is passed over.
   */
  changed(changes: readonly ChangeEvent[]): void {
    const news = changes.filter(({ layer, fid, version, operation }) =>
      this.#told.isNew(`${layer}/${fid}/${version}/${operation}`),
    );
    for (const [layer, of] of Map.groupBy(news, (change) => change.layer))
      this.refresh(
        layer,
        of.map(({ bbox }) => bbox),
      );
    if (news.length > 0) this.dispatchEvent(new SitFeatureChangeEvent(news));
  }

  /** Draws a layer's features anew everywhere: its proposed state has changed. */
  reloadLayer(id: string): void {
    this.refresh(id, null);
  }

  /** Shows the catalogue as it is now. */
  protected abstract draw(): Promise<void>;

  /** Shows a layer's visibility and opacity as they are now. */
  protected abstract drawLayerState(layer: CatalogueLayer): void;

  /** Draws the layers as `showing` says now. */
  protected abstract drawShowing(): void;

  /** Draws a layer's features anew at these places (WGS 84); everywhere with null. */
  protected abstract refresh(layer: string, places: readonly BBox[] | null): void;

  /** Takes away what was drawn. */
  protected abstract undraw(): void;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#retry);
    this.#loading?.abort();
    this.#reset();
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Undefined before is the first value, which the first load takes; and what has not changed.
    const isOther = (name: 'layers' | 'server' | 'key') => changed.get(name) !== undefined;
    if (isOther('server') || isOther('key')) this.#changeServer();
    else if (isOther('layers')) void this.load();
  }

  get #follower(): LiveFollower {
    return (this.#live ??= new LiveFollower(this.client, {
      changed: (changes) => this.changed(changes),
      lost: () => this.#catalogue.forEach(({ id }) => this.refresh(id, null)),
    }));
  }

  #reset(): void {
    this.#live?.stop();
    this.#live = null;
    this.undraw();
    this.state = { kind: 'loading' };
  }

  #changeServer(): void {
    this.#session?.dispose();
    this.#client = null;
    this.#session = null;
    this.#reset();
    void this.load();
  }

  #adopt(catalogue: Catalogue): void {
    const wanted = this.layers?.split(',').map((id) => id.trim());
    this.#union = catalogue.union;
    this.#catalogue = wanted
      ? catalogue.layers.filter((layer) => wanted.includes(layer.id))
      : catalogue.layers;
    this.#states.adopt(this.#catalogue);
  }

  #failed(error: unknown): void {
    const problem = error instanceof ClientProblem ? error.problem : null;
    this.dispatchEvent(new SitErrorEvent(problem, error));
    if (this.state.kind === 'ready') return;
    this.state = failureState(error, this.t);
    if (this.state.kind === 'offline')
      this.#retry = setTimeout(() => void this.load(), RETRY_MILLISECONDS);
  }

  #sessionChanged(reason: SessionChangeReason): void {
    if (reason === 'signed-out') this.#leaveProposals();
    this.dispatchEvent(new SitSessionChangeEvent(this.principal, reason));
    // Restoring happens inside a load, which reads the catalogue next.
    if (this.state.kind !== 'loading') void this.load();
  }

  /** They are for offices: nothing of them stays for who comes next. */
  #leaveProposals(): void {
    this.setDraft(null);
    if (this.#showing.kind === 'proposal') this.setShowing(PRESENT);
  }

  #layerChanged(id: string): void {
    const layer = this.#catalogue.find((each) => each.id === id);
    if (layer) this.drawLayerState(layer);
    this.dispatchEvent(new SitLayerChangeEvent(id, this.isVisible(id), this.opacityOf(id)));
  }
}
