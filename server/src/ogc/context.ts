/** What the routes of `/ogc` share. */
import type { Context } from 'hono';
import type { Database } from '../db/database.ts';
import type { Env } from '../http/env.ts';
import type { Layer } from '@sit/core/layer';
import { sendRepresentation } from '../http/representation.ts';
import type { TileService } from '../tiles/tile.service.ts';
import { HTML_FORMAT, JSON_FORMAT, negotiate } from './format.ts';
import type { Format } from './format.ts';
import type { Link, OgcUrls } from './link.ts';
import { representationLinks } from './link.ts';

export interface OgcContext {
  db: Database;
  urls: OgcUrls;
  tiles: TileService;
}

/** Everybody may keep it but must ask whether it still holds; what is for offices is kept by them only. */
export function cacheControl(layer?: Pick<Layer, 'readableBy' | 'fields'>): string {
  const isPublic =
    !layer || (layer.readableBy === 'public' && !layer.fields.some(({ internal }) => internal));
  return isPublic ? 'public, no-cache' : 'private, no-cache';
}

/** The format this request gets, and the links to it and to the others. */
export function represent(
  c: Context<Env>,
  urls: OgcUrls,
  f: string | undefined,
  offered: readonly Format[] = [JSON_FORMAT, HTML_FORMAT],
): { format: Format; links: Link[]; alternates: { href: string; type: string; label: string }[] } {
  const format = negotiate(offered, f, c.req.header('Accept'));
  const { pathname, search } = new URL(c.req.url);
  const links = representationLinks(`${urls.root}${pathname}${search}`, offered, format);
  const alternates = links
    .filter(({ rel }) => rel === 'alternate')
    .map(({ href, type }, index) => ({
      href,
      type: type!,
      label: LABELS[type!] ?? `formato ${index + 1}`,
    }));
  return { format, links, alternates };
}

const LABELS: Readonly<Record<string, string>> = {
  'application/json': 'JSON',
  'application/geo+json': 'GeoJSON',
  'application/schema+json': 'JSON Schema',
  'text/html': 'pagina HTML',
};

/** Sends text made for `format`, negotiated by Accept. */
export function sendDocument(
  c: Context<Env>,
  format: Format,
  body: string,
  more: {
    layer?: Pick<Layer, 'readableBy' | 'fields'>;
    etag?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Response> {
  const { layer, ...rest } = more;
  return sendRepresentation(c, {
    body,
    contentType: format === HTML_FORMAT ? 'text/html; charset=utf-8' : format.mediaType,
    cacheControl: cacheControl(layer),
    vary: ['Accept'],
    ...rest,
  });
}
