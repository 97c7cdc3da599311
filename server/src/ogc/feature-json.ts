/** Items as GeoJSON text (RFC 7946); geometries come as text from the database and stay so. */
import type { Layer } from '@sit/core/layer';
import type { Item, ItemsPage } from './items.repository.ts';
import type { Link } from './link.ts';

/** A FeatureCollection with what OGC API Features adds to it (17-069r4 §7.15.7, §8.2). */
export function featureCollectionJson(
  layer: Layer,
  page: ItemsPage,
  links: readonly Link[],
  timeStamp: string,
): string {
  const head = JSON.stringify({
    type: 'FeatureCollection',
    timeStamp,
    numberMatched: page.numberMatched,
    numberReturned: page.items.length,
    links,
  });
  const features = page.items.map((item) => featureJson(layer, item));
  return `${head.slice(0, -1)},"features":[${features.join(',')}]}`;
}

/** One Feature; `links` only where it stands alone. */
export function featureJson(layer: Layer, item: Item, links?: readonly Link[]): string {
  const tail = JSON.stringify({
    properties: propertiesOf(layer, item),
    ...(links ? { links } : {}),
  });
  return `{"type":"Feature","id":${item.fid},"geometry":${item.geometry},${tail.slice(1)}`;
}

export function propertiesOf(layer: Layer, item: Item): Record<string, unknown> {
  return {
    ...Object.fromEntries(layer.fields.map(({ name }) => [name, item.values[name] ?? null])),
    municipality: item.municipality,
    version: item.version,
    beginLifespanVersion: item.beginLifespanVersion,
  };
}
