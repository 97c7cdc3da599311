/** The line under the map: scale, coordinates, sources, and whether the data are real. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  metersPerPixel,
  roundedDenominator,
  scaleBar,
  scaleDenominator,
} from '../../internal/scale.ts';
import type { Locale, Translation } from '../../translations/translation.ts';
import type { Readout } from './map-view.ts';

const BAR_PIXELS = 100;
/** Decimals of degrees: five are about a metre. */
const DECIMALS = 5;

export interface StatusOptions {
  locale: Locale;
  t: Translation;
  fictitious: boolean;
  attributions: readonly string[];
}

export function statusTemplate(readout: Readout, options: StatusOptions): TemplateResult {
  const { t, locale } = options;
  const { lat } = readout.center;
  const bar = scaleBar(metersPerPixel(lat, readout.zoom), BAR_PIXELS);
  const denominator = roundedDenominator(scaleDenominator(lat, readout.zoom));
  const shown = readout.pointer ?? readout.center;
  return html`<div class="status" part="status">
    <span class="bar">
      <span>${lengthText(bar.meters, locale)}</span>
      <svg width=${bar.pixels.toFixed(1)} height="5" aria-hidden="true"></svg>
    </span>
    <span class="scale"
      ><span class="visually-hidden">${t.map.scaleLabel} </span
      >1:${formatNumber(denominator, locale)}</span
    >
    <span class="coordinates" title=${t.map.coordinates}>
      <span class="visually-hidden">${t.map.coordinates}: </span>${degrees(shown.lat, locale)} N
      ${degrees(shown.lng, locale)} E
    </span>
    ${
      options.attributions.length > 0
        ? html`<span class="sources" title=${options.attributions.join(' · ')}
            >${options.attributions.join(' · ')}</span
          >`
        : nothing
    }
    ${
      options.fictitious
        ? html`<span class="fictitious" title=${t.fictitiousDetail}>${t.fictitious}</span>`
        : nothing
    }
  </div>`;
}

function lengthText(meters: number, locale: Locale): string {
  return meters >= 1000
    ? `${formatNumber(meters / 1000, locale)} km`
    : `${formatNumber(meters, locale)} m`;
}

function formatNumber(value: number, locale: Locale): string {
  return value.toLocaleString(locale, { useGrouping: 'always' });
}

function degrees(value: number, locale: Locale): string {
  return `${value.toLocaleString(locale, { minimumFractionDigits: DECIMALS, maximumFractionDigits: DECIMALS })}°`;
}
