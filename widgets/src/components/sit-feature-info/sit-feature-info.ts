/** What is at a place of the map: the features of every shown layer, with their values in words. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import Info from 'lucide-static/dist/esm/icons/info.mjs';
import Pencil from 'lucide-static/dist/esm/icons/pencil.mjs';
import type { ChangeEvent } from '@sit/core/change-event';
import type { Feature } from '@sit/core/feature';
import { bboxOf } from '@sit/core/geometry';
import { localize } from '@sit/core/layer';
import { mayPropose } from '@sit/core/permission';
import { SitEditRequestEvent } from '../../events/sit-edit-request.ts';
import { SitFeatureSelectEvent } from '../../events/sit-feature-select.ts';
import { define } from '../../internal/define.ts';
import { featuresAt, type FeatureReference } from '../../internal/features-at.ts';
import { valueText } from '../../internal/format.ts';
import { icon } from '../../internal/icons.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import { municipalityName } from '../../internal/municipality-name.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { FeatureLookup, type Finding } from './feature-lookup.ts';
import { featureRows } from './feature-rows.ts';
import { HistoryFold } from './history-fold.ts';
import { featureInfoStyles } from './sit-feature-info.styles.ts';

/**
 * What is at a place: click the map, or press Enter with the map centred on it.
 *
 * @element sit-feature-info
 * @fires sit-feature-select - A feature was chosen among those found; dispatched by the map.
 * @fires sit-edit-request - Somebody wants to edit a feature; dispatched by the map.
 * @fires sit-panel-toggle - The panel was opened or closed.
 */
export class SitFeatureInfo extends MapConnectedElement {
  static override styles = [MapConnectedElement.styles, featureInfoStyles];

  static override properties = {
    phase: { state: true },
    chosen: { state: true },
  };

  /** Nothing asked yet, an answer awaited, or there. */
  declare protected phase: 'hint' | 'searching' | 'answered';
  /** `layer/fid` of the feature unfolded. */
  declare protected chosen: string | null;

  /** The latest question; answers to older ones are dropped. */
  #question: object | null = null;
  readonly #history = new HistoryFold(() => this.requestUpdate());
  readonly #lookup = new FeatureLookup(() => this.requestUpdate());

  constructor() {
    super();
    this.phase = 'hint';
    this.chosen = null;
  }

  override get panel(): PanelInfo {
    return { title: this.t.featureInfo.title, icon: Info, side: 'right', button: false };
  }

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    const on = { signal };
    sitMap.addEventListener('sit-inspect', (place) => void this.#inspect(sitMap, place), on);
    sitMap.addEventListener(
      'sit-feature-change',
      ({ changes }) => changes.forEach((change) => void this.#changed(sitMap, change)),
      on,
    );
    sitMap.addEventListener('sit-catalogue-change', () => this.requestUpdate(), on);
    // What was found was found in another state of the territory.
    sitMap.addEventListener('sit-showing-change', () => this.#forget(), on);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.get('open') === true && !this.open) this.#forget();
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const { findings, more } = this.#lookup;
    if (this.phase === 'hint') return html`<p class="hint">${t.featureInfo.hint}</p>`;
    if (this.phase === 'searching')
      return html`<p class="hint" role="status">${t.featureInfo.searching}</p>`;
    if (findings.length === 0)
      return html`<div role="status">
        <p>${t.featureInfo.nothing}</p>
        <p class="hint">${t.featureInfo.nothingHint}</p>
      </div>`;
    return html`
      <p class="count" role="status">${t.featureInfo.found(findings.length + more)}</p>
      ${findings.map((finding) => this.#finding(finding))}
      ${more > 0 ? html`<p class="hint">${t.featureInfo.more(more)}</p>` : nothing}
    `;
  }

  async #inspect(sitMap: SitMap, place: { lng: number; lat: number }): Promise<void> {
    const { map } = sitMap;
    if (!map || sitMap.pointerClaimed) return;
    const question = (this.#question = {});
    this.phase = 'searching';
    this.show();
    sitMap.highlight(null);
    // What has not come yet cannot be found: a question while tiles load waits for them.
    if (!map.areTilesLoaded()) await new Promise<void>((idle) => map.once('idle', () => idle()));
    if (question !== this.#question) return;
    const shown = sitMap.catalogue.filter(({ id }) => sitMap.isVisible(id));
    const references = featuresAt(map, place, shown);
    const reading = this.#lookup.read(sitMap.client, references, sitMap.showing);
    this.#history.close();
    this.chosen = references[0] ? keyOf(references[0]) : null;
    this.phase = 'answered';
    await this.updateComplete;
    sitMap.keepInView(place);
    await reading;
    if (question === this.#question) this.#tellChosen();
  }

  /** What is told of here is read again, and drawn as chosen as it is now. */
  async #changed(sitMap: SitMap, change: ChangeEvent): Promise<void> {
    if (!(await this.#lookup.reread(sitMap.client, change, true))) return;
    if (this.chosen !== `${change.layer}/${change.fid}`) return;
    const finding = this.#lookup.findings.find((each) => keyOf(each) === this.chosen);
    sitMap.highlight(finding?.state === 'read' ? finding.feature : null);
  }

  #finding(finding: Finding): TemplateResult {
    const { layer, fid } = finding;
    const key = keyOf(finding);
    const kind = localize(layer.title, this.locale);
    const name = finding.state === 'read' ? this.#name(finding, finding.feature) : '';
    return html`<details
      .open=${key === this.chosen}
      @toggle=${(event: ToggleEvent) => this.#toggled(event, key)}
    >
      <summary>
        <span
          ><span class="name">${name || kind}</span
          >${name ? html`<span class="kind">${kind}</span>` : nothing}</span
        >
        ${
          finding.state === 'read' && finding.updated
            ? html`<span class="updated" role="status">${this.t.featureInfo.updated}</span>`
            : nothing
        }
      </summary>
      ${this.#content(finding, fid)}
    </details>`;
  }

  #content(finding: Finding, fid: number): TemplateResult {
    const { t, sitMap } = this;
    switch (finding.state) {
      case 'reading':
        return html`<p class="hint">${t.featureInfo.searching}</p>`;
      case 'gone':
        return html`<p class="notice">${t.featureInfo.gone}</p>
          <div class="actions">${this.#history.button(finding, t)}</div>
          ${this.#historyTemplate(finding)}`;
      case 'failed':
        return html`<p class="notice error">
          ${t.featureInfo.failed}
          <button
            type="button"
            class="plain"
            @click=${() => sitMap && void this.#lookup.reread(sitMap.client, { layer: finding.layer.id, fid }, false)}
          >
            ${t.retry}
          </button>
        </p>`;
      case 'read':
        return html`
          ${featureRows(finding.layer, finding.feature, {
            locale: this.locale,
            municipalities: sitMap?.municipalities ?? [],
          })}
          ${this.#actions(finding, finding.feature)} ${this.#historyTemplate(finding)}
        `;
    }
  }

  #actions({ layer: found, fid }: FeatureReference, feature: Feature): TemplateResult {
    const { t, sitMap } = this;
    // As the catalogue has it now: somebody may have signed in since.
    const layer = sitMap?.catalogue.find(({ id }) => id === found.id) ?? found;
    const { municipality } = feature.properties;
    const signedIn = sitMap?.principal ?? null;
    const mayEdit = mayPropose(signedIn, layer, municipality);
    const elsewhere = mayPropose(signedIn, layer, 'anywhere') && !mayEdit;
    const isPast = sitMap?.showing.kind === 'past';
    return html`
      ${
        elsewhere
          ? html`<p class="notice">
              ${t.featureInfo.editedBy(this.#municipalityName(municipality))}
            </p>`
          : nothing
      }
      <div class="actions">
        ${
          mayEdit && !isPast
            ? html`<button
                type="button"
                class="primary"
                @click=${() => sitMap?.dispatchEvent(new SitEditRequestEvent(layer.id, fid))}
              >
                ${icon(Pencil, 18)}${t.featureInfo.edit}
              </button>`
            : nothing
        }
        <button type="button" @click=${() => this.#frame(feature)}>${t.featureInfo.zoomTo}</button>
        ${this.#history.button({ layer, fid }, t)}
        <a href=${sitMap?.client.itemUrl(layer.id, fid) ?? ''} target="_blank" rel="noopener"
          >${t.featureInfo.link}</a
        >
      </div>
    `;
  }

  #historyTemplate(found: FeatureReference): TemplateResult | typeof nothing {
    const { sitMap, t } = this;
    if (!sitMap || keyOf(found) !== this.chosen) return nothing;
    return this.#history.template(sitMap, found, t);
  }

  #toggled(event: ToggleEvent, key: string): void {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === (this.chosen === key)) return;
    this.chosen = open ? key : null;
    this.#history.close();
    this.#tellChosen();
  }

  #tellChosen(): void {
    const finding = this.#lookup.findings.find((each) => keyOf(each) === this.chosen);
    const feature = finding?.state === 'read' ? finding.feature : null;
    this.sitMap?.highlight(feature);
    if (finding && feature)
      this.sitMap?.dispatchEvent(new SitFeatureSelectEvent(finding.layer.id, finding.fid, feature));
  }

  #frame(feature: Feature): void {
    const bbox = bboxOf(feature.geometry);
    if (bbox) this.sitMap?.fitBounds(bbox);
  }

  #forget(): void {
    this.#question = null;
    this.phase = 'hint';
    this.chosen = null;
    this.#lookup.clear();
    this.sitMap?.highlight(null);
  }

  #name({ layer }: FeatureReference, feature: Feature): string {
    const field = layer.fields.find(({ name }) => name === layer.titleField);
    return field ? valueText(field, feature.properties[field.name], this.locale) : '';
  }

  #municipalityName(code: string): string {
    return municipalityName(code, this.sitMap?.municipalities ?? []);
  }
}

function keyOf({ layer, fid }: FeatureReference): string {
  return `${layer.id}/${fid}`;
}

define('sit-feature-info', SitFeatureInfo);

declare global {
  interface HTMLElementTagNameMap {
    'sit-feature-info': SitFeatureInfo;
  }
}
