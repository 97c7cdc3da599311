/** The map's layers by group: shown or hidden, how opaque, and the legend of those shown. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import Eye from 'lucide-static/dist/esm/icons/eye.mjs';
import EyeOff from 'lucide-static/dist/esm/icons/eye-off.mjs';
import Layers from 'lucide-static/dist/esm/icons/layers.mjs';
import Sliders from 'lucide-static/dist/esm/icons/sliders-horizontal.mjs';
import type { CatalogueLayer } from '@sit/client/client';
import { localize } from '@sit/core/layer';
import { define } from '../../internal/define.ts';
import { icon } from '../../internal/icons.ts';
import { swatch } from '../../internal/legend-swatch.ts';
import { MapConnectedElement, type PanelInfo } from '../../internal/map-connected-element.ts';
import { tabList } from '../../internal/tabs.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { layerListStyles } from './sit-layer-list.styles.ts';

/**
 * Layers and legend of a map.
 *
 * @element sit-layer-list
 * @fires sit-panel-toggle - The panel was opened or closed.
 */
export class SitLayerList extends MapConnectedElement {
  static override styles = [MapConnectedElement.styles, layerListStyles];

  static override properties = {
    tab: { state: true },
    adjusted: { state: true },
  };

  declare protected tab: 'layers' | 'legend';
  /** Layer whose opacity slider is shown. */
  declare protected adjusted: string | null;

  constructor() {
    super();
    this.tab = 'layers';
    this.adjusted = null;
  }

  override get panel(): PanelInfo {
    return { title: this.t.layerList.title, icon: Layers, side: 'left' };
  }

  protected override mapFound(sitMap: SitMap, signal: AbortSignal): void {
    const redraw = (): void => this.requestUpdate();
    for (const type of ['sit-catalogue-change', 'sit-layer-change'] as const)
      sitMap.addEventListener(type, redraw, { signal });
    const followZoom = (): void => {
      sitMap.map?.on('zoomend', redraw);
      signal.addEventListener('abort', () => sitMap.map?.off('zoomend', redraw));
    };
    if (sitMap.map) followZoom();
    sitMap.addEventListener('sit-map-ready', followZoom, { signal });
  }

  protected override render(): TemplateResult {
    const { t, tab } = this;
    const tabs = [
      { id: 'layers', label: t.layerList.layers },
      { id: 'legend', label: t.layerList.legend },
    ];
    return html`
      ${tabList(tabs, tab, t.layerList.title, (id) => (this.tab = id as typeof tab))}
      <div role="tabpanel" id="panel-${tab}" aria-labelledby="tab-${tab}">
        ${tab === 'layers' ? this.#layers() : this.#legend()}
      </div>
    `;
  }

  #layers(): TemplateResult {
    const groups = this.#groups();
    if (groups.size === 0) return html`<p class="empty">${this.t.layerList.empty}</p>`;
    return html`${[...groups].map(
      ([title, layers]) =>
        html`<section class="group" aria-label=${title}>
          <h3>${title}</h3>
          <ul>
            ${layers.map((layer) => this.#layer(layer))}
          </ul>
        </section>`,
    )}`;
  }

  #layer(layer: CatalogueLayer): TemplateResult {
    const { t, sitMap } = this;
    const title = localize(layer.title, this.locale);
    const visible = sitMap?.isVisible(layer.id) ?? false;
    const tooFar = visible && (sitMap?.map?.getZoom() ?? Infinity) < layer.minZoom;
    const notes = [
      ...(tooFar ? [t.layerList.belowScale] : []),
      ...(layer.readableBy !== 'public' ? [t.layerList.offices] : []),
    ];
    const only = layer.style.legend.length === 1 ? layer.style.legend[0] : undefined;
    return html`<li class="layer ${visible ? '' : 'off'}">
      <div class="row">
        <label
          class="toggle"
          title=${layer.description ? localize(layer.description, this.locale) : ''}
        >
          <input
            type="checkbox"
            class="visually-hidden"
            .checked=${live(visible)}
            @change=${(event: Event) =>
              sitMap?.setLayerVisibility(layer.id, (event.target as HTMLInputElement).checked)}
          />
          ${icon(visible ? Eye : EyeOff)}
          <span class="title"
            >${title}${notes.map((note) => html`<span class="note">${note}</span>`)}</span
          >
        </label>
        ${only ? swatch(only) : nothing}
        <button
          type="button"
          class="plain icon"
          aria-label=${t.layerList.opacityOf(title)}
          title=${t.layerList.opacity}
          aria-expanded=${this.adjusted === layer.id}
          @click=${() => (this.adjusted = this.adjusted === layer.id ? null : layer.id)}
        >
          ${icon(Sliders, 18)}
        </button>
      </div>
      ${this.adjusted === layer.id ? this.#opacity(layer) : nothing}
    </li>`;
  }

  #opacity(layer: CatalogueLayer): TemplateResult {
    const percent = Math.round((this.sitMap?.opacityOf(layer.id) ?? 1) * 100);
    return html`<div class="opacity">
      <label for="opacity">${this.t.layerList.opacity}</label>
      <input
        id="opacity"
        type="range"
        min="0"
        max="100"
        step="5"
        .value=${live(String(percent))}
        @input=${(event: Event) =>
          this.sitMap?.setLayerOpacity(
            layer.id,
            Number((event.target as HTMLInputElement).value) / 100,
          )}
      />
      <output for="opacity">${percent}%</output>
    </div>`;
  }

  #legend(): TemplateResult {
    const shown = [...this.#groups().values()]
      .flat()
      .filter((layer) => this.sitMap?.isVisible(layer.id) && layer.style.legend.length > 0);
    if (shown.length === 0) return html`<p class="empty">${this.t.layerList.noLegend}</p>`;
    return html`${shown.map(
      (layer) =>
        html`<section class="legend">
          <h3>${localize(layer.title, this.locale)}</h3>
          <ul>
            ${layer.style.legend.map(
              (item) =>
                html`<li>${swatch(item)}<span>${localize(item.label, this.locale)}</span></li>`,
            )}
          </ul>
        </section>`,
    )}`;
  }

  /** What is drawn on top comes first, groups and layers alike. */
  #groups(): Map<string, CatalogueLayer[]> {
    const topFirst = (this.sitMap?.catalogue ?? []).toSorted((a, b) => b.position - a.position);
    return Map.groupBy(topFirst, (layer) => localize(layer.group, this.locale));
  }
}

define('sit-layer-list', SitLayerList);

declare global {
  interface HTMLElementTagNameMap {
    'sit-layer-list': SitLayerList;
  }
}
