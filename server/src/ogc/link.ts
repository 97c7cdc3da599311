/** Links, media types and relations of the OGC APIs (OGC 17-069r4 §5.2, 20-057 §5.2, 23-058r2 §5.2). */

export interface Link {
  href: string;
  rel: string;
  type?: string | undefined;
  title?: string | undefined;
  hreflang?: string | undefined;
  templated?: true | undefined;
}

export const MEDIA = {
  json: 'application/json',
  html: 'text/html',
  geojson: 'application/geo+json',
  schema: 'application/schema+json',
  openapi: 'application/vnd.oai.openapi+json;version=3.1',
  mvt: 'application/vnd.mapbox-vector-tile',
  style: 'application/vnd.mapbox.style+json',
  mergePatch: 'application/merge-patch+json',
} as const;

const OGC_REL = 'http://www.opengis.net/def/rel/ogc/1.0';

export const REL = {
  schema: `${OGC_REL}/schema`,
  queryables: `${OGC_REL}/queryables`,
  tilesetsVector: `${OGC_REL}/tilesets-vector`,
  tilingScheme: `${OGC_REL}/tiling-scheme`,
  tilingSchemes: `${OGC_REL}/tiling-schemes`,
  styles: `${OGC_REL}/styles`,
} as const;

/** Where things are: `base` is the public URL of `/ogc`, without trailing slash. */
export interface OgcUrls {
  base: string;
  root: string;
  collection(id: string): string;
  items(id: string): string;
  item(id: string, fid: number): string;
  tileset(id: string): string;
  style(id: string): string;
}

/** `publicUrl` is the server's origin as people reach it. */
export function ogcUrls(publicUrl: string): OgcUrls {
  const base = `${publicUrl}/ogc`;
  const collection = (id: string): string => `${base}/collections/${encodeURIComponent(id)}`;
  return {
    base,
    root: publicUrl,
    collection,
    items: (id) => `${collection(id)}/items`,
    item: (id, fid) => `${collection(id)}/items/${fid}`,
    tileset: (id) => `${collection(id)}/tiles/WebMercatorQuad`,
    style: (id) => `${base}/styles/${encodeURIComponent(id)}`,
  };
}

export interface Offered {
  /** Value of the `f` parameter. */
  f: string;
  mediaType: string;
}

/** `self` for the format answered, `alternate` for the others; `url` may have a query. */
export function representationLinks(
  url: string,
  offered: readonly Offered[],
  chosen: Offered,
): Link[] {
  return offered.map((format) => ({
    href: format === chosen ? url : withParameter(url, 'f', format.f),
    rel: format === chosen ? 'self' : 'alternate',
    type: format.mediaType,
    title:
      format === chosen ? 'Questo documento' : `Questo documento come ${format.f.toUpperCase()}`,
  }));
}

/** `url` with one query parameter set, others kept. */
export function withParameter(url: string, name: string, value: string): string {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next.href;
}
