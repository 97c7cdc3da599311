/** A feature's history: its versions, what of one differs from today, and its return. */
import {
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ClientProblem } from '@sit/client/problem';
import type { FeatureVersion } from '@sit/core/api-history';
import type { ChangeEvent } from '@sit/core/change-event';
import type { ChangeResult } from '@sit/core/feature';
import { bboxOf } from '@sit/core/geometry';
import type { CatalogueLayer } from '@sit/client/client';
import { mayEditFeature, mayPropose } from '@sit/core/permission';
import '../../internal/confirm-dialog.ts';
import { define } from '../../internal/define.ts';
import { DifferenceOverlay } from '../../internal/difference-overlay.ts';
import { boxOf } from '../../internal/box-of.ts';
import { differenceTable, type FieldDifference } from '../../internal/difference-table.ts';
import { dateText } from '../../internal/format.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { randomUuid } from '../../internal/uuid.ts';
import { differenceStyles } from '../../styles/difference.styles.ts';
import { historyTranslationFor } from '../../translations/history.ts';
import type { HistoryTranslation } from '../../translations/history.it.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { historyStyles } from './feature-history.styles.ts';
import { VersionList, type Looked } from './version-list.ts';

/** @element sit-feature-history */
export class SitFeatureHistory extends SitElement {
  static override styles = [SitElement.styles, historyStyles, differenceStyles];

  static override properties: PropertyDeclarations = {
    sitMap: { attribute: false },
    layer: { attribute: false },
    fid: { attribute: false },
    restoring: { state: true },
    message: { state: true },
  };

  declare sitMap: SitMap;
  declare layer: CatalogueLayer;
  declare fid: number;
  declare protected restoring: boolean;
  declare protected message: { text: string; kind: 'done' | 'error' } | null;

  #list: VersionList | null = null;
  #overlay: DifferenceOverlay | null = null;
  /** Of a restore without an answer: the same when it is sent again. */
  #restoreId = randomUuid();

  constructor() {
    super();
    this.restoring = false;
    this.message = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undraw();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('layer') && !changed.has('fid')) return;
    this.#undraw();
    this.#list = new VersionList(this.sitMap.client, this.layer.id, this.fid, () =>
      this.requestUpdate(),
    );
    void this.#list.read();
  }

  protected override render(): TemplateResult {
    const { words: t } = this;
    const list = this.#list!;
    return html`<h3>${t.heading}</h3>
      <div role="status">
        ${this.message ? html`<p class=${this.message.kind}>${this.message.text}</p>` : nothing}
      </div>
      ${this.#listTemplate(list)} <sit-confirm></sit-confirm>`;
  }

  #listTemplate(list: VersionList): TemplateResult {
    const { words: t } = this;
    if (list.state === 'reading') return html`<p class="hint">${t.reading}</p>`;
    if (list.state === 'failed')
      return html`<div class="notice error">
        <p>${t.failed}</p>
        <button type="button" @click=${() => void list.read()}>${this.t.retry}</button>
      </div>`;
    const [newest] = list.versions;
    return html`${
        newest?.endLifespanVersion
          ? html`<p class="notice warning">
              ${t.deleted(dateText(newest.endLifespanVersion, this.locale))}
            </p>`
          : nothing
      }
      <ol>
        ${list.versions.map((version) => this.#versionTemplate(version, list))}
      </ol>
      ${
        list.hasMore
          ? html`<button type="button" @click=${() => void list.readMore()}>${t.more}</button>`
          : nothing
      }`;
  }

  #versionTemplate(each: FeatureVersion, list: VersionList): TemplateResult {
    const { words: t, locale } = this;
    const { version, began, beginLifespanVersion, author, message } = each;
    const looked = list.looked?.version === version ? list.looked : null;
    return html`<li>
      <button
        type="button"
        class="version"
        aria-expanded=${looked !== null}
        @click=${() => void this.#look(looked ? null : version)}
      >
        <span class="name"
          >${t.version(version)}${
            each === list.present ? html` <span class="badge">${t.present}</span>` : nothing
          }</span
        >
        <span class="meta"
          >${t.began[began]} ${t.when(dateText(beginLifespanVersion, locale), author)}</span
        >
        ${message ? html`<span class="meta">«${message}»</span>` : nothing}
      </button>
      ${looked ? this.#lookedTemplate(looked, list) : nothing}
    </li>`;
  }

  #lookedTemplate(looked: Looked, list: VersionList): TemplateResult {
    const { words: t } = this;
    if (looked.state === 'reading') return html`<p class="hint">${t.readingVersion}</p>`;
    if (looked.state === 'failed') return html`<p class="notice error">${t.versionFailed}</p>`;
    const { version, difference } = looked;
    const isPresent = list.present?.version === version;
    const rows = this.#rowsOf(looked);
    const moved = difference?.geometry.differs ?? false;
    return html`<div class="inside">
      ${differenceTable(rows, t.table, this.locale)}
      ${
        moved
          ? html`<p class="hint">${t.geometryChanged}</p>
              <p class="key"><span>${t.before}</span><span class="after">${t.after}</span></p>`
          : nothing
      }
      ${!isPresent && difference && rows.length === 0 && !moved ? html`<p class="hint">${t.same}</p>` : nothing}
      ${isPresent ? nothing : this.#restoreTemplate(looked)}
    </div>`;
  }

  #restoreTemplate({ version, feature }: Looked & { state: 'read' }): TemplateResult {
    const { words: t, layer } = this;
    const { principal } = this.sitMap;
    const { municipality } = feature.properties;
    if (mayEditFeature(principal, layer, municipality))
      return html`<button
        type="button"
        ?disabled=${this.restoring}
        @click=${() => void this.#restore(version)}
      >
        ${t.restore}
      </button>`;
    return mayPropose(principal, layer, municipality)
      ? html`<p class="hint">${t.byProposal}</p>`
      : html``;
  }

  /** What differs from today; of a deleted feature, all it had. */
  #rowsOf({ feature, difference, version }: Looked & { state: 'read' }): FieldDifference[] {
    const isPresent = this.#list?.present?.version === version;
    if (isPresent) return [];
    return this.layer.fields.flatMap((field) => {
      if (!difference) {
        const before = feature.properties[field.name] ?? null;
        return before === null ? [] : [{ field, before, after: null }];
      }
      const found = difference.fields.find((each) => each.field === field.name);
      return found ? [{ field, before: found.from, after: found.to }] : [];
    });
  }

  async #look(version: number | null): Promise<void> {
    const list = this.#list!;
    this.message = null;
    this.#undraw();
    if (version === null) return list.leave();
    await list.look(version);
    const { looked } = list;
    const { map } = this.sitMap;
    if (looked?.state !== 'read' || looked.version !== version || !map) return;
    const { feature, difference } = looked;
    this.#overlay = new DifferenceOverlay(map);
    this.#overlay.show(feature.geometry, difference?.geometry.to ?? null);
    const bbox = bboxOf(feature.geometry);
    if (bbox) this.sitMap.fitBounds(bbox);
  }

  async #restore(version: number): Promise<void> {
    const { words: t, sitMap, layer, fid } = this;
    const list = this.#list!;
    const { title, ...question } = t.confirm;
    const dialog = this.renderRoot.querySelector('sit-confirm')!;
    if (!(await dialog.ask({ ...question, title: title(version) }))) return;
    this.restoring = true;
    this.message = { text: t.restoring, kind: 'done' };
    const baseVersion = list.present?.version ?? null;
    const shape = list.looked?.state === 'read' ? list.looked : null;
    try {
      const request = { id: this.#restoreId, version, baseVersion };
      const { results } = await sitMap.client.restore(layer.id, fid, request);
      this.#restoreId = randomUuid();
      const time = new Date().toLocaleTimeString(this.locale, { timeStyle: 'short' });
      this.#undraw();
      await list.read();
      this.message = { text: t.restored(version, time), kind: 'done' };
      sitMap.changed([this.#changeOf(results[0]!, shape)]);
    } catch (error) {
      await this.#refused(error, list);
    } finally {
      this.restoring = false;
    }
  }

  /** What the server will tell everybody, told here at once. */
  #changeOf(result: ChangeResult, looked: (Looked & { state: 'read' }) | null): ChangeEvent {
    const { layer, fid, operation, version } = result;
    const boxes = [looked?.feature.geometry, looked?.difference?.geometry.to].flatMap((geometry) =>
      geometry ? [bboxOf(geometry)!] : [],
    );
    return {
      layer,
      fid,
      operation,
      version,
      municipality: looked?.feature.properties.municipality ?? '',
      recordedAt: new Date().toISOString(),
      bbox: boxOf(boxes),
    };
  }

  async #refused(error: unknown, list: VersionList): Promise<void> {
    const { words: t } = this;
    if (!(error instanceof ClientProblem)) {
      this.message = { text: t.noAnswer, kind: 'error' };
      return;
    }
    this.#restoreId = randomUuid();
    const isStale = error.code === 'stale-version';
    if (isStale) await list.read();
    const text = isStale ? t.changedMeanwhile : `${t.refused} ${error.problem.detail}`;
    this.message = { text, kind: 'error' };
  }

  #undraw(): void {
    this.#overlay?.remove();
    this.#overlay = null;
  }

  get words(): HistoryTranslation {
    return historyTranslationFor(this.locale);
  }
}

define('sit-feature-history', SitFeatureHistory);

declare global {
  interface HTMLElementTagNameMap {
    'sit-feature-history': SitFeatureHistory;
  }
}
