/** The frame of the pages people read under `/ogc`: no script of its own, one style sheet, Italian. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Crumb {
  title: string;
  href: string;
}

export interface Page {
  title: string;
  /** Name of the union, in the top bar. */
  union: string;
  /** From the landing page down to, not including, this page. */
  crumbs: readonly Crumb[];
  /** This document in other formats. */
  alternates: readonly { href: string; type: string; label: string }[];
  fictitious: boolean;
  /** Loads the map element. */
  withMap?: boolean | undefined;
  body: Markup;
}

export const STYLE_SHEET = '/ogc/pages.css';

/** The whole document; every value is escaped by the `html` tag. */
export async function renderPage(page: Page): Promise<string> {
  const document = html`<!doctype html>
    <html lang="it">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${page.union}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLE_SHEET}" />
        ${page.alternates.map(
          ({ href, type, label }) =>
            html`<link rel="alternate" type="${type}" href="${href}" title="${label}" />`,
        )}
        ${page.withMap ? html`<script type="module" src="/embed.js"></script>` : ''}
      </head>
      <body>
        <header>
          <a class="union" href="/">${page.union}</a>
          <span class="service">Dati territoriali aperti</span>
          ${page.fictitious ? html`<strong class="fictitious">Dati dimostrativi</strong>` : ''}
        </header>
        <main>
          ${
            page.crumbs.length > 0
              ? html`<nav aria-label="Percorso">
                  <ol class="crumbs">
                    ${page.crumbs.map((crumb) => html`<li><a href="${crumb.href}">${crumb.title}</a></li>`)}
                    <li aria-current="page">${page.title}</li>
                  </ol>
                </nav>`
              : ''
          }
          <h1>${page.title}</h1>
          ${page.body}
        </main>
        <footer>
          ${
            page.alternates.length > 0
              ? html`<p>
                  Questo documento anche come
                  ${page.alternates.map(({ href, label }) => html`<a href="${href}">${label}</a> `)}
                </p>`
              : ''
          }
          <p>
            <a href="/ogc?f=html">Servizio OGC API</a> ·
            <a href="/openapi.json">Descrizione OpenAPI</a>
          </p>
        </footer>
      </body>
    </html>`;
  return String(await document);
}
