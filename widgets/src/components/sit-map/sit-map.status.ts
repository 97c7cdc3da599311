/** The line under the map: scale, coordinates, sources, and whether the data are real. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import { numberText } from '../../internal/format.ts';
import {
  metersPerPixel,
  roundedDenominator,
  scaleBar,
  scaleDenominator,
} from '../../internal/scale.ts';
import { toUtm } from '../../internal/utm.ts';
import type { Locale, Translation } from '../../translations/translation.ts';
import type { Readout } from './map-view.ts';

const BAR_PIXELS = 100;
/** Decimals of degrees: five are about a metre. */
const DEGREE_DECIMALS = 5;
const METER_DECIMALS = 1;

export interface StatusOptions {
  locale: Locale;
  t: Translation;
  fictitious: boolean;
  /** Their sources are named. */
  shown: readonly Pick<CatalogueLayer, 'attribution'>[];
  /** UTM zone in which coordinates are stated; null for degrees. */
  zone: number | null;
  /** Changes between degrees and the union's metric system; null where that is not UTM. */
  changeSystem: (() => void) | null;
}

export function statusTemplate(readout: Readout, options: StatusOptions): TemplateResult {
  const { t, locale } = options;
  const { lat } = readout.center;
  const bar = scaleBar(metersPerPixel(lat, readout.zoom), BAR_PIXELS);
  const denominator = roundedDenominator(scaleDenominator(lat, readout.zoom));
  const attributions = options.shown.flatMap(({ attribution }) => attribution ?? []);
  const sources = [...new Set(attributions)].join(' · ');
  return html`<div class="status" part="status">
    <span class="bar">
      <span>${lengthText(bar.meters, locale)}</span>
      <svg width=${bar.pixels.toFixed(1)} height="5" aria-hidden="true"></svg>
    </span>
    <span class="scale" title=${t.map.scaleLabel}>1:${numberText(denominator, locale)}</span>
    ${coordinatesTemplate(readout.pointer ?? readout.center, options)}
    ${sources ? html`<span class="sources" title=${sources}>${sources}</span>` : nothing}
    ${options.fictitious ? fictitiousTemplate(t) : nothing}
  </div>`;
}

function fictitiousTemplate(t: Translation): TemplateResult {
  return html`<span class="fictitious" title=${t.fictitiousDetail}>${t.fictitious}</span>`;
}

/** A button where there are two systems to choose from. */
function coordinatesTemplate(
  { lng, lat }: { lng: number; lat: number },
  { t, locale, zone, changeSystem }: StatusOptions,
): TemplateResult {
  const system = zone === null ? t.map.geographic : t.map.projected(zone);
  const text =
    zone === null ? degreesText(lng, lat, locale) : metersText(toUtm(lng, lat, zone), locale);
  const content = html`<span class="system">${system}</span><span>${text}</span>`;
  return changeSystem
    ? html`<button
        type="button"
        class="plain coordinates"
        title=${t.map.changeSystem}
        @click=${changeSystem}
      >
        ${content}
      </button>`
    : html`<span class="coordinates">${content}</span>`;
}

function lengthText(meters: number, locale: Locale): string {
  return meters >= 1000
    ? `${numberText(meters / 1000, locale)} km`
    : `${numberText(meters, locale)} m`;
}

function degreesText(lng: number, lat: number, locale: Locale): string {
  return `${numberText(lat, locale, DEGREE_DECIMALS)}° N  ${numberText(lng, locale, DEGREE_DECIMALS)}° E`;
}

function metersText([east, north]: [number, number], locale: Locale): string {
  return `E ${numberText(east, locale, METER_DECIMALS)}  N ${numberText(north, locale, METER_DECIMALS)}`;
}
