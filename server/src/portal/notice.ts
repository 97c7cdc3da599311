/** Pages the server writes itself: a sentence for a person who arrived where nothing is, or may not go on. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { contentSecurityPolicy } from './page-security.ts';

export interface Notice {
  status: 403 | 404 | 503;
  title: string;
  /** What happened. */
  detail: string;
  /** What to do. */
  advice: string;
  /** A way on. */
  link?: { href: string; text: string };
}

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f5f7fa;color:#17324d;' +
  "font:1.125rem/1.6 'Titillium Web',system-ui,sans-serif}" +
  'main{max-width:34rem;padding:2rem}h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}' +
  'p{margin:0 0 1rem;overflow-wrap:anywhere}a{color:#0066cc}' +
  '@media (prefers-color-scheme:dark){body{background:#0b1622;color:#e6ecf2}a{color:#73b2ff}}';
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** Every given text is escaped. */
export async function noticePage(c: Context, publicUrl: string, notice: Notice): Promise<Response> {
  const { status, title, detail, advice, link } = notice;
  const page = html`<!doctype html>
    <html lang="it">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${detail}</p>
          <p>${advice}</p>
          ${link ? html`<p><a href="${link.href}">${link.text}</a></p>` : ''}
        </main>
      </body>
    </html>`;
  return c.html(page, status, {
    'Content-Security-Policy': contentSecurityPolicy(publicUrl, { 'style-src': STYLE_HASH }),
    'Cache-Control': 'no-store',
  });
}
