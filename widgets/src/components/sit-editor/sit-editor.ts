/** The editor: choose a layer, draw or choose a feature, change it, save it. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import type { Position } from '@sit/core/geometry';
import { SitEditEndEvent } from '../../events/sit-edit-end.ts';
import { SitEditStartEvent } from '../../events/sit-edit-start.ts';
import { SitFeatureSaveEvent } from '../../events/sit-feature-save.ts';
import { SitProposalChangeEvent } from '../../events/sit-proposal-change.ts';
import { define } from '../../internal/define.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { announcementOf } from './announcement.ts';
import { ChoosingElement } from './choosing-element.ts';
import type { SitConfirm } from '../../internal/confirm-dialog.ts';
import '../../internal/confirm-dialog.ts';
import './conflict-dialog.ts';
import { fetchEditing } from './fetch-editing.ts';
import { editTemplate, faultSentences, headingOf } from './edit-view.ts';
import type { FeatureEdit } from './feature-edit.ts';
import { isOthers, municipalityChoices } from './municipality-choice.ts';
import { OnMap } from './on-map.ts';
import type { Opened } from './open-feature.ts';
import { pressShortcut } from './shortcuts.ts';
import { editorStyles } from './sit-editor.styles.ts';
import { statusText } from './status-view.ts';
import { UnloadGuard } from './unload-guard.ts';

/**
 * Edits features of the layers a person may edit, on the map it stands in or names.
 *
 * @element sit-editor
 * @fires sit-edit-start - An edit has begun.
 * @fires sit-edit-end - The edit is over, saved or not.
 * @fires sit-feature-save - A change has been written.
 * @fires sit-proposal-change - An edit has gone into a proposal; dispatched by the map.
 * @fires sit-error - Something did not go.
 */
export class SitEditor extends ChoosingElement {
  static override styles = [ChoosingElement.styles, editorStyles];

  static override properties = {
    ...ChoosingElement.properties,
    edit: { state: true },
    snapping: { state: true },
    tooMany: { state: true },
    coordinatesWrong: { state: true },
  };

  /** The edit under way; null between edits. */
  declare edit: FeatureEdit | null;
  declare snapping: boolean;
  declare tooMany: boolean;
  declare coordinatesWrong: boolean;

  #said = '';

  constructor() {
    super();
    this.edit = null;
    this.snapping = true;
    this.tooMany = false;
    this.coordinatesWrong = false;
    this.addController(new UnloadGuard(() => this.edit?.isDirty ?? false));
    this.addEventListener('keydown', (event) => this.#escape(event));
  }

  async create(): Promise<void> {
    const layer = this.chosenLayer;
    if (!layer || !this.sitMap || this.isPast() || !(await this.#mayLeave())) return;
    const [{ openNew }, { FeatureEdit: Edit }] = await fetchEditing();
    const opened = openNew(this.sitMap, layer, () => this.#changed());
    this.#start(layer, opened, Edit);
  }

  async openFeature(layerId: string, fid: number): Promise<void> {
    if (this.edit?.layer.id === layerId && this.edit.session.base?.fid === fid) return;
    if (!this.sitMap || this.isPast() || !(await this.#mayLeave())) return;
    this.#endEdit();
    this.stopPicking();
    const layer = this.editableLayers.find(({ id }) => id === layerId);
    if (!layer) return this.tell(this.words.notEditable);
    this.tell('');
    this.layerId = layerId;
    this.opening = true;
    try {
      const [{ openStored }, { FeatureEdit: Edit }] = await fetchEditing();
      const opened = await openStored(this.sitMap, layer, fid, () => this.#changed());
      if (typeof opened === 'string') return this.tell(this.words[opened]);
      this.#start(layer, opened, Edit);
    } catch (error) {
      this.openFailed(error);
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

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    super.mapFound(sitMap, signal);
    const on = { signal };
    this.onMap = new OnMap(sitMap, {
      t: () => this.words,
      locale: () => this.locale,
      snapping: () => this.snapping,
      announce: (text) => this.announce(text),
      cancelEdit: () => void this.close(),
      tooMany: (tooMany) => (this.tooMany = tooMany),
    });
    sitMap.addEventListener(
      'sit-map-ready',
      () => this.edit && this.onMap?.startEdit(this.edit),
      on,
    );
    sitMap.addEventListener(
      'sit-edit-request',
      ({ layer, fid }) => {
        this.show();
        void this.openFeature(layer, fid);
      },
      on,
    );
    // On the map and in a panel within it; outside it, the editor hears its own keys.
    for (const element of [sitMap, this])
      element.addEventListener('keydown', (event) => this.#pressed(event), on);
  }

  protected override mapLost(): void {
    this.#endEdit();
    this.stopPicking();
    this.onMap = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Closed without anything to lose, the editor leaves the map alone.
    if (!changed.has('open') || this.open || !this.nested) return;
    this.stopPicking();
    if (!this.edit?.isDirty) this.#endEdit();
  }

  protected override render(): TemplateResult {
    return html`
      ${this.edit ? this.#editTemplate(this.edit) : this.chooseTemplate()}
      ${this.liveRegionTemplate()}
      <sit-confirm></sit-confirm>
      <sit-editor-conflict></sit-editor-conflict>
    `;
  }

  #editTemplate(edit: FeatureEdit): TemplateResult {
    return editTemplate({
      edit,
      t: this.words,
      locale: this.locale,
      snapping: this.snapping,
      tooMany: this.tooMany,
      coordinatesWrong: this.coordinatesWrong,
      othersMunicipality: isOthers(edit, this.sitMap),
      municipalities: this.sitMap ? municipalityChoices(this.sitMap) : [],
      setTool: (tool) => {
        edit.map.tool = tool;
        this.#changed();
      },
      setSnapping: (on) => (this.snapping = on),
      setCoordinates: (position) => this.#setCoordinates(edit, position),
      show: (position) => this.onMap?.show(position, { evenInView: true }),
      focusMap: () => this.onMap?.focus(),
      save: () => void this.#save(),
      close: () => void this.close(),
      remove: () => void this.#delete(edit),
      signIn: () => void this.#signInAndSave(),
    });
  }

  #start(layer: CatalogueLayer, opened: Opened, Edit: typeof FeatureEdit): void {
    const { session } = opened;
    this.#endEdit();
    this.stopPicking();
    this.tell('');
    const edit: FeatureEdit = new Edit(layer, opened, () => this.sitMap!.client, {
      changed: () => this.#changed(),
      notify: (notice) => this.announce(announcementOf(notice, edit.map.geometry, this.words)),
      resolveConflict: (found) =>
        this.renderRoot.querySelector('sit-editor-conflict')!.ask(found, layer.fields),
      recreate: () => this.#confirm.ask(this.words.gone),
      saved: (change) => {
        const { fid, version, operation } = change;
        this.dispatchEvent(new SitFeatureSaveEvent(layer.id, fid, version, operation));
        this.onMap?.written(change);
      },
      proposed: (proposal) => {
        this.#endEdit();
        this.tell(this.words.proposal.added(proposal.title), proposal.id);
        this.sitMap?.dispatchEvent(new SitProposalChangeEvent(proposal.id));
      },
      ended: () => {
        this.#endEdit();
        this.announce(this.words.deleted);
      },
    });
    this.edit = edit;
    this.onMap?.startEdit(edit);
    this.onMap?.frame(session.geometry);
    this.dispatchEvent(new SitEditStartEvent(layer.id, session.base?.fid ?? null));
    void this.updateComplete.then(() => this.renderRoot.querySelector('h2')?.focus());
  }

  #endEdit(): void {
    if (!this.edit) return;
    const { layer } = this.edit;
    this.edit.dispose();
    this.edit = null;
    this.coordinatesWrong = false;
    this.onMap?.stop();
    this.dispatchEvent(new SitEditEndEvent(layer.id));
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
    const { confirmDelete, confirmProposedDelete } = this.words;
    const { text, ...question } = edit.proposes ? confirmProposedDelete : confirmDelete;
    const name = headingOf(edit, this.words, this.locale);
    if (await this.#confirm.ask({ ...question, text: text(name), danger: true }))
      await edit.delete();
  }

  async #mayLeave(): Promise<boolean> {
    return !this.edit?.isDirty || this.#confirm.ask({ ...this.words.confirmDiscard, danger: true });
  }

  #setCoordinates(edit: FeatureEdit, position: Position | null): void {
    this.coordinatesWrong = position === null;
    if (!position) return;
    edit.map.putAt(position);
    this.onMap?.show(position, { evenInView: false });
  }

  /** Edit and panel are drawn again; what the state of saving says is announced once. */
  #changed(): void {
    this.requestUpdate();
    this.onMap?.refresh();
    const { edit, locale } = this;
    if (!edit) return;
    const t = this.words;
    const text = statusText(edit.status, {
      t,
      locale,
      edit,
      othersMunicipality: isOthers(edit, this.sitMap),
    });
    if (text === this.#said) return;
    this.#said = text;
    if (text) this.announce([text, ...faultSentences(edit, t, locale).values()].join(' '));
  }

  #pressed(event: KeyboardEvent): void {
    if (this.edit) pressShortcut(event, this.edit.map, () => void this.#save());
  }

  /** Ends the edit, which asks first; the panel would close without a question. */
  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.edit) return;
    event.preventDefault();
    void this.close();
  }

  get #confirm(): SitConfirm {
    return this.renderRoot.querySelector('sit-confirm')!;
  }
}

define('sit-editor', SitEditor);

declare global {
  interface HTMLElementTagNameMap {
    'sit-editor': SitEditor;
  }
}
