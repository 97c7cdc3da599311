/** One layer: where it is, what it holds, how to get at it. */
import type { BBox } from '@sit/core/geometry';
import type { Field, Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import type { Union } from '@sit/core/tenant';
import { html } from 'hono/html';
import { description } from '../collection.ts';
import type { Extent } from '../collection.ts';
import { LAYERS_CRUMB, ROOT_CRUMB, unionName } from './landing-page.ts';
import { renderPage } from './page.ts';
import type { Page } from './page.ts';
import { displayInstant } from './value.ts';

const TYPE_NAMES: Record<Field['type'], string> = {
  text: 'testo',
  integer: 'numero intero',
  number: 'numero',
  boolean: 'sì o no',
  date: 'data',
  datetime: 'data e ora',
};

export function collectionPage(
  union: Union | null,
  layer: Layer,
  extent: Extent,
  alternates: Page['alternates'],
): Promise<string> {
  const path = `/ogc/collections/${layer.id}`;
  return renderPage({
    title: localize(layer.title, 'it'),
    union: unionName(union),
    crumbs: [ROOT_CRUMB, LAYERS_CRUMB],
    alternates,
    fictitious: layer.fictitious,
    withMap: extent.bbox !== null,
    body: html`
      <p>${description(layer)}</p>
      <p><a class="button" href="${path}/items?f=html">Sfoglia gli elementi</a></p>
      <div class="layout split">
        ${extent.bbox ? html`<div>${mapOf(layer.id, extent.bbox)}</div>` : ''}
        <dl class="values">
          ${extent.bbox ? row('Estensione (WGS 84)', displayBox(extent.bbox)) : ''}
          ${extent.recordedFrom ? row('Registrato dal', displayInstant(extent.recordedFrom)) : ''}
          ${layer.attribution ? row('Fonte', layer.attribution) : ''}
          <div>
            <dt>Altri accessi</dt>
            <dd>
              <a href="${path}/items?f=json">GeoJSON</a> ·
              <a href="${path}/schema?f=html">campi</a> ·
              <a href="${path}/tiles/WebMercatorQuad?f=tilejson">TileJSON</a> ·
              <a href="/ogc/styles/${layer.id}">stile</a>
            </dd>
          </div>
        </dl>
      </div>
      <h2>Campi</h2>
      ${fieldTable(layer)}
    `,
  });
}

/** The fields alone, for the schema and the queryables. */
export function fieldsPage(
  union: Union | null,
  layer: Layer,
  title: string,
  fields: readonly Field[],
  alternates: Page['alternates'],
): Promise<string> {
  const layerTitle = localize(layer.title, 'it');
  return renderPage({
    title,
    union: unionName(union),
    crumbs: [
      ROOT_CRUMB,
      LAYERS_CRUMB,
      { title: layerTitle, href: `/ogc/collections/${layer.id}?f=html` },
    ],
    alternates,
    fictitious: layer.fictitious,
    body: html`${fieldTable({ ...layer, fields: [...fields] })}`,
  });
}

/** A small map of one layer, showing all of `bbox` (WGS 84). */
export function mapOf(layerId: string, bbox: BBox) {
  const { lng, lat, zoom } = viewOf(bbox);
  return html`<sit-map layers="${layerId}" lng="${lng}" lat="${lat}" zoom="${zoom}"></sit-map>`;
}

/** Centre and zoom at which a map some 500 by 380 pixels shows the box; tiles are 512 pixels wide. */
export function viewOf([west, south, east, north]: BBox): {
  lng: number;
  lat: number;
  zoom: number;
} {
  const lat = (south + north) / 2;
  const degreesAcross = Math.max(
    east - west,
    ((north - south) * 1.3) / Math.cos((lat * Math.PI) / 180),
    1e-4,
  );
  const zoom = Math.log2((360 * 450) / (512 * degreesAcross));
  const round = (n: number, digits: number): number => Number(n.toFixed(digits));
  return {
    lng: round((west + east) / 2, 6),
    lat: round(lat, 6),
    zoom: round(Math.min(Math.max(zoom, 0), 18), 1),
  };
}

function fieldTable(layer: Pick<Layer, 'fields'>) {
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          <th>Campo</th>
          <th>Nome</th>
          <th>Tipo</th>
          <th>Valori</th>
        </tr>
      </thead>
      <tbody>
        ${layer.fields.map(
          (field) =>
            html`<tr>
              <td>${localize(field.label, 'it')}${field.required ? ' (obbligatorio)' : ''}</td>
              <td><code>${field.name}</code></td>
              <td>${TYPE_NAMES[field.type]}${field.unit ? `, ${field.unit}` : ''}</td>
              <td>${field.domain?.map(displayEntry).join('; ') ?? ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function displayBox([west, south, east, north]: BBox): string {
  const degrees = (n: number): string =>
    n.toLocaleString('it-IT', { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  return `da ${degrees(west)}° E, ${degrees(south)}° N a ${degrees(east)}° E, ${degrees(north)}° N`;
}

/** The stored value too, unless the label begins with it. */
function displayEntry({ value, label }: NonNullable<Field['domain']>[number]): string {
  const text = localize(label, 'it');
  return text.startsWith(String(value)) ? text : `${value} = ${text}`;
}

function row(term: string, value: string) {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}
