/** Which geometry a layer has whose file does not say: what its features are. */
import type { SourceFeature } from '@sit/formats/format';
import { multiType } from '@sit/core/geometry';
import type { GeometryType } from '@sit/core/geometry';
import { refuse } from '../http/problem.ts';

/**
 * The one type all features share, `Multi*` when single and multiple are mixed. Refuses `invalid-file`,
 * with how many there are of each, when points, lines and polygons are mixed.
 */
export async function observeGeometry(
  batches: AsyncIterable<SourceFeature[]>,
  fileName: string,
): Promise<{ type: GeometryType; dimensions: 2 | 3 }> {
  const counts = new Map<GeometryType, number>();
  let dimensions: 2 | 3 = 2;
  for await (const batch of batches)
    for (const { geometry } of batch) {
      if (!geometry) continue;
      // ISO WKB: 1-6 in the plane, 1001-1006 with heights.
      const code = geometry[1]! | (geometry[2]! << 8);
      if (code > 1000) dimensions = 3;
      const type = WKB_TYPES[code % 1000]!;
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  const types = [...counts.keys()];
  const multi = new Set(types.map(multiType));
  if (types.length === 0)
    throw refuse('invalid-file', `${fileName}: nessun elemento ha una geometria.`);
  if (multi.size > 1)
    throw refuse(
      'invalid-file',
      `${fileName}: contiene geometrie di tipo diverso (${[...counts].map(([type, count]) => `${count} ${type}`).join(', ')}): un livello ne ha uno solo.`,
    );
  return { type: types.length === 1 ? types[0]! : [...multi][0]!, dimensions };
}

const WKB_TYPES: Record<number, GeometryType> = {
  1: 'Point',
  2: 'LineString',
  3: 'Polygon',
  4: 'MultiPoint',
  5: 'MultiLineString',
  6: 'MultiPolygon',
};
