/** The editor: choose a layer, draw or choose a feature, change it, save it. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { Feature } from '@sit/core/feature';
import { bboxOf, type Position } from '@sit/core/geometry';
import { localize } from '@sit/core/layer';
import { mayEditFeature, plannedMunicipalities } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { startDraft } from '@sit/editing/draw';
import { EditSession, initialProperties } from '@sit/editing/edit-session';
import pencil from 'lucide-static/dist/esm/icons/pencil.mjs';
import redo from 'lucide-static/dist/esm/icons/redo-2.mjs';
import undo from 'lucide-static/dist/esm/icons/undo-2.mjs';
import { define } from '../../internal/define.ts';
import { SitEditEndEvent } from '../../events/sit-edit-end.ts';
import { SitEditStartEvent } from '../../events/sit-edit-start.ts';
import { SitErrorEvent } from '../../events/sit-error.ts';
import { SitFeatureSaveEvent } from '../../events/sit-feature-save.ts';
import { icon } from '../../internal/icons.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import { editorTranslationFor } from '../../translations/editor.ts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { announcementOf } from './announcement.ts';
import { formTemplate } from './attribute-form.ts';
import { chooseTemplate } from './choose-view.ts';
import './confirm-dialog.ts';
import './conflict-dialog.ts';
import { contentOf, FeatureEdit } from './feature-edit.ts';
import { geometryTemplate } from './geometry-view.ts';
import { isWellInView } from './map-view-of.ts';
import { MapStage } from './map-stage.ts';
import { PickStage } from './pick-stage.ts';
import { editorStyles } from './sit-editor.styles.ts';
import { SnapSource } from './snap-source.ts';
import { statusTemplate, statusText } from './status-view.ts';

/**
 * Edits features of the layers a person may edit, on the map it stands in or names.
 *
 * @element sit-editor
 * @fires sit-edit-start - An edit has begun.
 * @fires sit-edit-end - The edit is over, saved or not.
 * @fires sit-feature-save - A change has been written.
 * @fires sit-error - Something did not go.
 */
export class SitEditor extends MapConnectedElement {
  static override styles = [MapConnectedElement.styles, editorStyles];

  static override properties = {
    ...MapConnectedElement.properties,
    layerId: { attribute: 'layer' },
    picking: { state: true },
    opening: { state: true },
    message: { state: true },
    edit: { state: true },
    snapping: { state: true },
    tooMany: { state: true },
    coordinatesWrong: { state: true },
  };

  /** Id of the layer to edit; the person chooses where it is not given. */
  declare layerId: string | null;
  declare picking: boolean;
  declare opening: boolean;
  declare message: string;
  /** The edit under way; null between edits. */
  declare edit: FeatureEdit | null;
  declare snapping: boolean;
  declare tooMany: boolean;
  declare coordinatesWrong: boolean;

  #stage: MapStage | null = null;
  #pickStage: PickStage | null = null;
  #snapSource: SnapSource | null = null;
  #releasePointer: (() => void) | null = null;
  #said = '';

  constructor() {
    super();
    this.layerId = null;
    this.picking = false;
    this.opening = false;
    this.message = '';
    this.edit = null;
    this.snapping = true;
    this.tooMany = false;
    this.coordinatesWrong = false;
    this.addEventListener('keydown', (event) => {
      // Esc ends the edit, which asks first; the panel would close without a question.
      if (this.edit && event.key === 'Escape' && !event.defaultPrevented) {
        event.preventDefault();
        void this.close();
      }
    });
  }

  override get panel(): PanelInfo {
    return { title: this.#t.title, icon: pencil, side: 'right', button: true };
  }

  /** Starts drawing a new feature of the layer chosen. */
  async create(): Promise<void> {
    const layer = this.#layer;
    if (!layer || !(await this.#mayLeave())) return;
    const municipality = this.#municipalityForNew();
    const content = { geometry: null, properties: initialProperties(layer.fields) };
    const draft = startDraft(layer.geometryType);
    this.#start(
      layer,
      new EditSession({ layer: layer.id, municipality }, null, content, draft),
      null,
    );
  }

  /** Opens a stored feature, as it is now on the server. */
  async openFeature(layerId: string, fid: number): Promise<void> {
    if (this.edit?.layer.id === layerId && this.edit.session.base?.fid === fid) return;
    const layer = this.#layers.find(({ id }) => id === layerId);
    if (!(await this.#mayLeave())) return;
    this.#endEdit();
    this.#stopPicking();
    this.#tell(layer ? '' : this.#t.notEditable);
    if (!layer || !this.sitMap) return;
    this.layerId = layerId;
    this.opening = true;
    try {
      const { feature } = await this.sitMap.client.item(layerId, fid);
      const { municipality, version } = feature.properties;
      if (!mayEditFeature(this.sitMap.principal, layer, municipality))
        return this.#tell(this.#t.otherMunicipality);
      const target = { layer: layerId, municipality };
      const session = new EditSession(target, { fid, version }, contentOf(layer, feature));
      this.#start(layer, session, feature);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.opening = false;
    }
  }

  /** Ends the edit; with unsaved changes, after asking. False when it goes on. */
  async close(): Promise<boolean> {
    if (!(await this.#mayLeave())) return false;
    this.#endEdit();
    return true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#beforeUnload);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#beforeUnload);
  }

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    const redraw = (): void => this.requestUpdate();
    sitMap.addEventListener('sit-catalogue-change', redraw, { signal });
    sitMap.addEventListener('sit-session-change', redraw, { signal });
    sitMap.addEventListener('sit-map-ready', () => this.#setStage(), { signal });
    // On the map and in a panel within it; outside it, the editor hears its own keys.
    for (const element of [sitMap, this])
      element.addEventListener('keydown', (event) => this.#shortcut(event), { signal });
    sitMap.addEventListener(
      'sit-edit-request',
      ({ layer, fid }) => {
        this.show();
        void this.openFeature(layer, fid);
      },
      { signal },
    );
  }

  protected override mapLost(): void {
    this.#endEdit();
    this.#stopPicking();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Closed without anything to lose, the editor leaves the map alone.
    if (changed.has('open') && !this.open && this.nested) {
      this.#stopPicking();
      if (this.edit && !this.edit.isDirty) this.#endEdit();
    }
  }

  protected override render(): TemplateResult {
    return html`
      ${this.edit ? this.#editTemplate(this.edit) : this.#chooseTemplate()}
      <div class="visually-hidden" role="status" aria-live="polite"></div>
      <sit-editor-confirm></sit-editor-confirm>
      <sit-editor-conflict></sit-editor-conflict>
    `;
  }

  #chooseTemplate(): TemplateResult {
    return html`<div class="choose">
      ${chooseTemplate({
        t: this.#t,
        locale: this.locale,
        signedIn: Boolean(this.sitMap?.principal),
        layers: this.#layers,
        layer: this.#layer,
        picking: this.picking,
        opening: this.opening,
        message: this.message,
        chooseLayer: (id) => {
          this.layerId = id;
          this.#tell('');
          if (this.picking) this.#startPicking();
        },
        create: () => void this.create(),
        pick: () => (this.picking ? this.#stopPicking() : this.#startPicking()),
        signIn: () => void this.sitMap?.signIn(),
      })}
    </div>`;
  }

  #editTemplate(edit: FeatureEdit): TemplateResult {
    const { locale } = this;
    const t = this.#t;
    return html`<div class="edit">
      <div class="title">
        <h2 tabindex="-1">${this.#heading(edit)}</h2>
        ${stepButton(t.undo, undo, edit.session.canUndo, () => edit.map.undo())}
        ${stepButton(t.redo, redo, edit.session.canRedo, () => edit.map.redo())}
      </div>
      ${this.#municipalityTemplate(edit)}
      ${geometryTemplate({
        t,
        locale,
        edit: edit.map,
        snapping: this.snapping,
        tooMany: this.tooMany,
        coordinatesWrong: this.coordinatesWrong,
        setTool: (tool) => {
          edit.map.tool = tool;
          this.#changed();
        },
        setSnapping: (snapping) => (this.snapping = snapping),
        setCoordinates: (position) => this.#setCoordinates(edit, position),
        show: (position) => this.#showPlace(position),
        focusMap: () => this.#stage?.focus(),
      })}
      ${formTemplate(edit.layer.fields, edit.properties, this.#faultSentences(edit), {
        t,
        locale,
        changed: (field, value, badInput) => edit.setProperty(field.name, value, badInput),
      })}
      ${statusTemplate({
        t,
        locale,
        edit,
        othersMunicipality: this.#isOthers(edit),
        save: () => void this.#save(),
        close: () => void this.close(),
        remove: () => void this.#delete(edit),
        signIn: () => void this.#signInAndSave(),
      })}
    </div>`;
  }

  /** Where it is not clear which municipality a new feature is of, the person says it. */
  #municipalityTemplate(edit: FeatureEdit): TemplateResult | typeof nothing {
    const choices = this.#municipalityChoices();
    if (edit.session.base || choices.length < 2) return nothing;
    return html`<div class="field">
      <label for="municipality"
        >${this.#t.municipality} <span class="mark" aria-hidden="true">*</span></label
      >
      <select
        id="municipality"
        required
        @change=${(event: Event) => {
          edit.session.municipality = (event.target as HTMLSelectElement).value;
          this.requestUpdate();
        }}
      >
        <option value="" ?selected=${!edit.session.municipality}>
          ${this.#t.chooseMunicipality}
        </option>
        ${choices.map(
          ({ code, name }) =>
            html`<option value=${code} ?selected=${code === edit.session.municipality}>
              ${name}
            </option>`,
        )}
      </select>
    </div>`;
  }

  #start(layer: CatalogueLayer, session: EditSession, feature: Feature | null): void {
    this.#endEdit();
    this.#stopPicking();
    this.#tell('');
    const edit: FeatureEdit = new FeatureEdit(layer, session, feature, () => this.sitMap!.client, {
      changed: () => this.#changed(),
      notify: (notice) => this.#announce(announcementOf(notice, edit.map.geometry, this.#t)),
      resolveConflict: (found) =>
        this.renderRoot.querySelector('sit-editor-conflict')!.ask(found, layer.fields),
      recreate: () => this.#confirm.ask(this.#t.gone),
      saved: (fid, version, operation) => {
        this.dispatchEvent(new SitFeatureSaveEvent(layer.id, fid, version, operation));
        this.sitMap?.reloadLayer(layer.id);
        void this.#snapSource?.load();
      },
      ended: () => {
        this.#announce(this.#t.deleted);
        this.#endEdit();
      },
    });
    this.edit = edit;
    this.#setStage();
    if (feature) this.#frame(feature);
    this.dispatchEvent(new SitEditStartEvent(layer.id, session.base?.fid ?? null));
    void this.updateComplete.then(() => this.renderRoot.querySelector('h2')?.focus());
  }

  #endEdit(): void {
    if (!this.edit) return;
    const { layer } = this.edit;
    this.edit.dispose();
    this.edit = null;
    this.#stage?.dispose();
    this.#stage = null;
    this.#snapSource?.dispose();
    this.#snapSource = null;
    this.#claim(false);
    this.dispatchEvent(new SitEditEndEvent(layer.id));
  }

  /** What the edit needs on the map; also when the map is made anew. */
  #setStage(): void {
    const map = this.sitMap?.map;
    const edit = this.edit;
    if (!map || !edit) return;
    this.#stage?.dispose();
    this.#snapSource?.dispose();
    this.#stage = new MapStage(map, edit.map, {
      t: () => this.#t,
      locale: () => this.locale,
      snapping: () => this.snapping,
      announce: (text) => this.#announce(text),
      cancelEdit: () => void this.close(),
      tooMany: (tooMany) => (this.tooMany = tooMany),
    });
    this.#snapSource = new SnapSource(map, {
      client: this.sitMap!.client,
      layers: () => this.#snapLayers(edit),
      isEdited: (layer, fid) => layer === edit.layer.id && fid === edit.session.base?.fid,
      found: (index) => (edit.map.snapIndex = index),
    });
    this.#claim(true);
  }

  #startPicking(): void {
    const map = this.sitMap?.map;
    const layer = this.#layer;
    if (!map || !layer) return;
    this.#pickStage?.dispose();
    if (!this.sitMap!.isVisible(layer.id)) this.sitMap!.setLayerVisibility(layer.id, true);
    this.#pickStage = new PickStage(map, {
      layer,
      t: this.#t,
      picked: (fid) => void this.openFeature(layer.id, fid),
      nothing: () => this.#tell(this.#t.pickNothing(localize(layer.title, this.locale))),
      cancel: () => this.#stopPicking(),
    });
    this.picking = true;
    this.#claim(true);
    this.#pickStage.focus();
    this.#announce(this.#t.picking);
  }

  #stopPicking(): void {
    this.#pickStage?.dispose();
    this.#pickStage = null;
    this.picking = false;
    if (!this.edit) this.#claim(false);
  }

  async #save(): Promise<void> {
    const { edit } = this;
    if (!edit) return;
    await edit.save();
    if (edit !== this.edit || edit.fieldFaults.size === 0) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  async #signInAndSave(): Promise<void> {
    if (!(await this.sitMap?.signIn().catch(() => null))) return;
    this.show();
    await this.#save();
  }

  async #delete(edit: FeatureEdit): Promise<void> {
    const { text, ...question } = this.#t.confirmDelete;
    const asked = { ...question, text: text(this.#heading(edit)), danger: true };
    if (await this.#confirm.ask(asked)) await edit.delete();
  }

  async #mayLeave(): Promise<boolean> {
    return !this.edit?.isDirty || this.#confirm.ask({ ...this.#t.confirmDiscard, danger: true });
  }

  #setCoordinates(edit: FeatureEdit, position: Position | null): void {
    this.coordinatesWrong = position === null;
    if (!position) return;
    edit.map.putAt(position);
    if (!this.sitMap?.map?.getBounds().contains([position[0], position[1]]))
      this.#showPlace(position);
  }

  /** Edit and panel are drawn again; what the state of saving says is announced once. */
  #changed(): void {
    this.requestUpdate();
    this.#stage?.refresh();
    const { edit } = this;
    if (!edit) return;
    const view = {
      t: this.#t,
      locale: this.locale,
      edit,
      othersMunicipality: this.#isOthers(edit),
    };
    const text = statusText(edit.status, view);
    if (text === this.#said) return;
    this.#said = text;
    if (text) this.#announce([text, ...this.#faultSentences(edit).values()].join(' '));
  }

  /** Said politely by a screen reader; the same words twice are said twice. */
  #announce(text: string): void {
    const region = this.renderRoot.querySelector('[aria-live]');
    if (region && text) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }

  #tell(message: string): void {
    this.message = message;
    this.#announce(message);
  }

  #failed(error: unknown): void {
    const problem = error instanceof ClientProblem ? error.problem : null;
    this.#tell([this.#t.openFailed, problem?.detail].filter(Boolean).join(' '));
    this.dispatchEvent(new SitErrorEvent(problem, error));
  }

  #faultSentences(edit: FeatureEdit): Map<string, string> {
    const { locale } = this;
    return new Map(
      [...edit.fieldFaults].map(([name, { reason, message }]) => [
        name,
        this.#t.field[reason] && (locale !== 'it' || !message) ? this.#t.field[reason] : message,
      ]),
    );
  }

  #shortcut(event: KeyboardEvent): void {
    if (!this.edit || event.defaultPrevented) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    // In a text field Ctrl+Z is the field's own.
    const typing = event.composedPath()[0] instanceof HTMLInputElement;
    if (key === 's') void this.#save();
    else if (key === 'z' && !event.shiftKey && !typing) this.edit.map.undo();
    else if ((key === 'y' || (key === 'z' && event.shiftKey)) && !typing) this.edit.map.redo();
    else return;
    event.preventDefault();
  }

  #claim(claimed: boolean): void {
    if (claimed) this.#releasePointer ??= this.sitMap?.claimPointer(this) ?? null;
    else {
      this.#releasePointer?.();
      this.#releasePointer = null;
    }
  }

  /** Brings the feature into view where it is outside, or too small to be worked on. */
  #frame(feature: Feature): void {
    const map = this.sitMap?.map;
    const bbox = bboxOf(feature.geometry);
    if (map && bbox && !isWellInView(map, bbox)) this.sitMap?.fitBounds(bbox);
  }

  #showPlace(position: Position): void {
    this.sitMap?.map?.easeTo({ center: [position[0], position[1]] });
  }

  #heading(edit: FeatureEdit): string {
    const title = localize(edit.layer.title, this.locale);
    const { base } = edit.session;
    if (!base) return this.#t.newHeading(title);
    const name = edit.layer.titleField ? edit.properties[edit.layer.titleField] : null;
    return this.#t.heading(title, String(name ?? base.fid));
  }

  #isOthers(edit: FeatureEdit): boolean {
    return !mayEditFeature(this.sitMap?.principal ?? null, edit.layer, edit.session.municipality);
  }

  #municipalityForNew(): string {
    const choices = this.#municipalityChoices();
    if (choices.length === 1) return choices[0]!.code;
    const shown = this.sitMap?.municipality ?? '';
    return choices.some(({ code }) => code === shown) ? shown : '';
  }

  #municipalityChoices(): Municipality[] {
    const planned = plannedMunicipalities(this.sitMap?.principal ?? null);
    const all = this.sitMap?.municipalities ?? [];
    return planned === 'all' ? all : all.filter(({ code }) => planned.includes(code));
  }

  /** The layer itself, and the shown layers of lines and surfaces that offices keep. */
  #snapLayers(edit: FeatureEdit): string[] {
    const others = this.sitMap!.catalogue.filter(
      ({ id, geometryType, editableBy }) =>
        id !== edit.layer.id &&
        this.sitMap!.isVisible(id) &&
        editableBy !== 'nobody' &&
        !geometryType.endsWith('Point'),
    );
    return [edit.layer.id, ...others.map(({ id }) => id)];
  }

  get #layers(): CatalogueLayer[] {
    return this.sitMap?.catalogue.filter((layer) => layer.permissions.edit) ?? [];
  }

  get #layer(): CatalogueLayer | null {
    const layers = this.#layers;
    return (
      layers.find(({ id }) => id === this.layerId) ?? (layers.length === 1 ? layers[0]! : null)
    );
  }

  get #confirm() {
    return this.renderRoot.querySelector('sit-editor-confirm')!;
  }

  get #t(): EditorTranslation {
    return editorTranslationFor(this.locale);
  }

  readonly #beforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.edit?.isDirty) event.preventDefault();
  };
}

function stepButton(label: string, svg: string, may: boolean, act: () => void): TemplateResult {
  return html`<button
    class="icon plain"
    aria-label=${label}
    title=${label}
    ?disabled=${!may}
    @click=${act}
  >
    ${icon(svg)}
  </button>`;
}

define('sit-editor', SitEditor);

declare global {
  interface HTMLElementTagNameMap {
    'sit-editor': SitEditor;
  }
}
