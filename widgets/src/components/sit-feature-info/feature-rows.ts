/** A feature's values as rows of label and words, then its measure, its municipality and its version. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Feature } from '@sit/core/feature';
import { localize, type Layer } from '@sit/core/layer';
import type { Municipality } from '@sit/core/tenant';
import { measuresOf } from '@sit/editing/measure';
import { dateText, numberText, valueText } from '../../internal/format.ts';
import { translationFor, type Locale } from '../../translations/translation.ts';

/** Longer texts take the whole width. */
const LONG_TEXT = 60;

export interface RowOptions {
  locale: Locale;
  municipalities: readonly Municipality[];
}

export function featureRows(
  layer: Pick<Layer, 'fields'>,
  feature: Feature,
  { locale, municipalities }: RowOptions,
): TemplateResult {
  const t = translationFor(locale).featureInfo;
  const { municipality, version, beginLifespanVersion } = feature.properties;
  const name = municipalities.find(({ code }) => code === municipality)?.name;
  return html`<dl>
    ${layer.fields.map((field) =>
      row(localize(field.label, locale), valueText(field, feature.properties[field.name], locale)),
    )}
    ${measureRow(feature, locale)}
    ${row(t.municipality, name ? `${name} (${municipality})` : municipality)}
    ${row(t.version, t.versionOf(version, dateText(beginLifespanVersion, locale)))}
  </dl>`;
}

/** Absent values have no row. */
function row(label: string, text: string): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  const long = text.length > LONG_TEXT ? 'long' : '';
  return html`<dt class=${long}>${label}</dt>
    <dd class=${long}>${text}</dd>`;
}

function measureRow(feature: Feature, locale: Locale): TemplateResult | typeof nothing {
  const t = translationFor(locale).featureInfo;
  const { areaSquareMeters, lengthMeters } = measuresOf(feature.geometry);
  if (lengthMeters === 0) return nothing;
  const isArea = areaSquareMeters > 0;
  const text = isArea
    ? `${numberText(areaSquareMeters, locale, 2)} m²`
    : `${numberText(lengthMeters, locale, 2)} m`;
  return html`<dt>${isArea ? t.area : t.length}</dt>
    <dd>${text} <span class="basis">${t.measured}</span></dd>`;
}
