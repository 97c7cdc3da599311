/** The service's first page: its layers by group; and what it conforms to. */
import type { Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import type { Union } from '@sit/core/tenant';
import { html } from 'hono/html';
import { CONFORMANCE } from '../conformance.ts';
import { description } from '../collection.ts';
import { renderPage } from './page.ts';
import type { Crumb, Page } from './page.ts';

type Alternates = Page['alternates'];

export const ROOT_CRUMB: Crumb = { title: 'Dati', href: '/ogc?f=html' };
export const LAYERS_CRUMB: Crumb = { title: 'Livelli', href: '/ogc/collections?f=html' };

export function unionName(union: Union | null): string {
  return union?.name ?? 'SIT';
}

export function landingPage(
  union: Union | null,
  layers: readonly Layer[],
  alternates: Alternates,
): Promise<string> {
  return renderPage({
    title: 'Dati territoriali',
    union: unionName(union),
    crumbs: [],
    alternates,
    fictitious: union?.fictitious ?? false,
    body: html`
      <p>
        Ogni livello si legge qui, si scarica in GeoJSON e si apre in QGIS come
        <strong>OGC API Features</strong> o come tasselli vettoriali.
      </p>
      ${groups(layers)}
      <h2>Per chi sviluppa</h2>
      <ul>
        <li><a href="/ogc/conformance?f=html">Classi di conformità</a></li>
        <li><a href="/ogc/styles">Stili MapLibre</a></li>
        <li><a href="/ogc/tileMatrixSets">Schemi di tassellazione</a></li>
      </ul>
    `,
  });
}

export function collectionsPage(
  union: Union | null,
  layers: readonly Layer[],
  alternates: Alternates,
): Promise<string> {
  return renderPage({
    title: 'Livelli',
    union: unionName(union),
    crumbs: [ROOT_CRUMB],
    alternates,
    fictitious: union?.fictitious ?? false,
    body: html`${groups(layers)}`,
  });
}

export function conformancePage(union: Union | null, alternates: Alternates): Promise<string> {
  return renderPage({
    title: 'Classi di conformità',
    union: unionName(union),
    crumbs: [ROOT_CRUMB],
    alternates,
    fictitious: union?.fictitious ?? false,
    body: html`<ul>
      ${CONFORMANCE.map((uri) => html`<li><a href="${uri}">${uri}</a></li>`)}
    </ul>`,
  });
}

function groups(layers: readonly Layer[]) {
  if (layers.length === 0)
    return html`<p>
      Non ci sono ancora livelli. L’ufficio dell’unione li crea importando un file.
    </p>`;
  const titles = [...new Set(layers.map((layer) => localize(layer.group, 'it')))];
  return titles.map(
    (title) =>
      html`<h2>${title}</h2>
        <ul class="cards">
          ${layers
            .filter((layer) => localize(layer.group, 'it') === title)
            .map(
              (layer) =>
                html`<li>
                  <h3>
                    <a href="/ogc/collections/${layer.id}?f=html">${localize(layer.title, 'it')}</a>
                  </h3>
                  <p>${description(layer)}</p>
                </li>`,
            )}
        </ul>`,
  );
}
