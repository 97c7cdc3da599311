/** A page of a layer's features as a table, and one feature with its labelled values. */
import type { Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import type { Municipality, Union } from '@sit/core/tenant';
import { html } from 'hono/html';
import type { Item, ItemsPage } from '../items.repository.ts';
import { mapOf } from './collection-page.ts';
import { LAYERS_CRUMB, ROOT_CRUMB, unionName } from './landing-page.ts';
import { renderPage } from './page.ts';
import type { Crumb, Page } from './page.ts';
import { displayCount, displayInstant, displayValue, isNumeric } from './value.ts';

export interface ItemsPageContext {
  union: Union | null;
  municipalities: readonly Municipality[];
  alternates: Page['alternates'];
}

export function itemsPage(
  { union, municipalities, alternates }: ItemsPageContext,
  layer: Layer,
  page: ItemsPage,
  nextHref: string | null,
): Promise<string> {
  const pager = html`<p class="pager">
    <span>${displayCount(page.items.length)} di ${displayCount(page.numberMatched)}</span>
    ${nextHref ? html`<a class="button" rel="next" href="${nextHref}">Pagina seguente</a>` : ''}
  </p>`;
  return renderPage({
    title: 'Elementi',
    union: unionName(union),
    crumbs: layerCrumbs(layer),
    alternates,
    fictitious: layer.fictitious,
    body:
      page.items.length === 0
        ? html`<p>Nessun elemento corrisponde. Provi un riquadro più grande o meno filtri.</p>`
        : html`${pager} ${table(layer, page.items, municipalities)} ${pager}`,
  });
}

export function itemPage(
  { union, municipalities, alternates }: ItemsPageContext,
  layer: Layer,
  item: Item,
): Promise<string> {
  return renderPage({
    title: itemTitle(layer, item),
    union: unionName(union),
    crumbs: [
      ...layerCrumbs(layer),
      { title: 'Elementi', href: `/ogc/collections/${layer.id}/items?f=html` },
    ],
    alternates,
    fictitious: layer.fictitious,
    withMap: true,
    body: html`<div class="layout split">
      <dl class="values">
        ${layer.fields.map((field) =>
          row(localize(field.label, 'it'), displayValue(field, item.values[field.name] ?? null)),
        )}
        ${row('Comune', municipalityName(municipalities, item.municipality))}
        ${row('Versione', `${item.version}, registrata il ${displayInstant(item.beginLifespanVersion)}`)}
      </dl>
      <div>${mapOf(layer.id, item.bbox)}</div>
    </div>`,
  });
}

function itemTitle(layer: Layer, item: Item): string {
  const field = layer.fields.find(({ name }) => name === layer.titleField);
  const value = field ? (item.values[field.name] ?? null) : null;
  return field && value !== null && value !== ''
    ? displayValue(field, value)
    : `Elemento ${item.fid}`;
}

function layerCrumbs(layer: Layer): Crumb[] {
  const href = `/ogc/collections/${layer.id}?f=html`;
  return [ROOT_CRUMB, LAYERS_CRUMB, { title: localize(layer.title, 'it'), href }];
}

function table(layer: Layer, items: readonly Item[], municipalities: readonly Municipality[]) {
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          <th>Elemento</th>
          ${layer.fields.map(
            (field) =>
              html`<th class="${isNumeric(field) ? 'numeric' : ''}">
                ${localize(field.label, 'it')}
              </th>`,
          )}
          <th>Comune</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (item) =>
            html`<tr>
              <td>
                <a href="/ogc/collections/${layer.id}/items/${item.fid}?f=html"
                  >${itemTitle(layer, item)}</a
                >
              </td>
              ${layer.fields.map(
                (field) =>
                  html`<td class="${isNumeric(field) ? 'numeric' : ''}">
                    ${displayValue(field, item.values[field.name] ?? null)}
                  </td>`,
              )}
              <td>${municipalityName(municipalities, item.municipality)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function municipalityName(municipalities: readonly Municipality[], code: string): string {
  return municipalities.find((each) => each.code === code)?.name ?? code;
}

function row(term: string, value: string) {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}
