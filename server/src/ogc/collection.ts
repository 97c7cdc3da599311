/** A layer as an OGC collection (17-069r4 §7.14; 18-058r1 §6 for its CRSs). */
import type { BBox } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import { CRS84, crsUri, offeredCrs } from './crs.ts';
import type { Link, OgcUrls } from './link.ts';
import { MEDIA, REL } from './link.ts';

export interface Extent {
  /** WGS 84, longitude first; null for a layer without features. */
  bbox: BBox | null;
  /** When the oldest version still on record was recorded, RFC 3339; null for none. */
  recordedFrom: string | null;
}

export interface Collection {
  id: string;
  title: string;
  description?: string | undefined;
  attribution?: string | undefined;
  itemType: 'feature';
  extent?: unknown;
  crs: string[];
  storageCrs: string;
  links: Link[];
}

export function toCollection(
  layer: Layer,
  extent: Extent,
  storageCrs: number,
  urls: OgcUrls,
  selfLinks: readonly Link[],
): Collection {
  return {
    id: layer.id,
    title: localize(layer.title, 'it'),
    ...(description(layer) ? { description: description(layer) } : {}),
    ...(layer.attribution ? { attribution: layer.attribution } : {}),
    itemType: 'feature',
    ...extentOf(extent),
    crs: [CRS84, ...offeredCrs(storageCrs).map(crsUri)],
    storageCrs: crsUri(storageCrs),
    links: [...selfLinks, ...collectionLinks(layer, urls)],
  };
}

/** Demonstration data say so wherever they are described. */
export function description(layer: Layer): string {
  const text = layer.description ? localize(layer.description, 'it') : '';
  return layer.fictitious && !text.includes('Dati dimostrativi')
    ? `Dati dimostrativi. ${text}`.trim()
    : text;
}

function extentOf({ bbox, recordedFrom }: Extent): { extent?: unknown } {
  if (!bbox && !recordedFrom) return {};
  return {
    extent: {
      ...(bbox ? { spatial: { bbox: [bbox], crs: CRS84 } } : {}),
      ...(recordedFrom ? { temporal: { interval: [[recordedFrom, null]], trs: GREGORIAN } } : {}),
    },
  };
}

const GREGORIAN = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

function collectionLinks(layer: Layer, urls: OgcUrls): Link[] {
  const at = urls.collection(layer.id);
  const title = localize(layer.title, 'it');
  return [
    {
      href: `${at}/items?f=json`,
      rel: 'items',
      type: MEDIA.geojson,
      title: `${title}: elementi in GeoJSON`,
    },
    {
      href: `${at}/items?f=html`,
      rel: 'items',
      type: MEDIA.html,
      title: `${title}: elementi in HTML`,
    },
    { href: `${at}/schema`, rel: REL.schema, type: MEDIA.schema, title: `${title}: campi` },
    {
      href: `${at}/queryables`,
      rel: REL.queryables,
      type: MEDIA.schema,
      title: `${title}: filtri`,
    },
    {
      href: `${at}/tiles`,
      rel: REL.tilesetsVector,
      type: MEDIA.json,
      title: `${title}: tasselli vettoriali`,
    },
    {
      href: urls.style(layer.id),
      rel: 'http://www.opengis.net/def/rel/ogc/1.0/style',
      type: MEDIA.style,
      title: `${title}: stile`,
    },
  ];
}
