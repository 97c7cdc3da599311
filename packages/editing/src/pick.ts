/** What of a geometry lies under a pointer: a vertex, the handle for a new one, an edge, the inside. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { VertexAddress } from './address.ts';
import { midpointOf } from './add-vertex.ts';
import { edgesOf, verticesOf } from './address.ts';
import { footOf, localMetric, metersBetween } from './local-metric.ts';
import { kindOf, partsOf } from './parts.ts';
import { placeInRing } from './planar.ts';

/** The nearest vertex within `toleranceMeters`; null when there is none. */
export function pickVertex(
  geometry: Geometry,
  position: Position,
  toleranceMeters: number,
): VertexAddress | null {
  return nearest(verticesOf(geometry), (vertex) => vertex.position, position, toleranceMeters);
}

/** The edge whose midpoint is nearest, within `toleranceMeters`. */
export function pickMidpoint(
  geometry: Geometry,
  position: Position,
  toleranceMeters: number,
): VertexAddress | null {
  return nearest(edgesOf(geometry), midpointOf, position, toleranceMeters);
}

/** The nearest edge within `toleranceMeters`, and the place on it. */
export function pickEdge(
  geometry: Geometry,
  position: Position,
  toleranceMeters: number,
): { edge: VertexAddress; position: Position } | null {
  const metric = localMetric(position[1]);
  const feet = edgesOf(geometry).map(({ address, from, to }) => ({
    address,
    foot: footOf(metric, position, from, to),
  }));
  const edge = nearest(feet, ({ foot }) => foot, position, toleranceMeters);
  const found = feet.find(({ address }) => address === edge);
  return found ? { edge: found.address, position: found.foot } : null;
}

/** The polygon part that holds `position` outside its holes; null when none does. */
export function partAt(geometry: Geometry, position: Position): number | null {
  if (kindOf(geometry.type) !== 'polygon') return null;
  const part = partsOf(geometry).findIndex(
    ([shell, ...holes]) =>
      shell !== undefined &&
      placeInRing(position, shell) !== 'outside' &&
      holes.every((hole) => placeInRing(position, hole) !== 'inside'),
  );
  return part === -1 ? null : part;
}

function nearest<Item extends { address: VertexAddress }>(
  items: readonly Item[],
  positionOf: (item: Item) => Position,
  position: Position,
  toleranceMeters: number,
): VertexAddress | null {
  const metric = localMetric(position[1]);
  let address: VertexAddress | null = null;
  let best = toleranceMeters;
  for (const item of items) {
    const distance = metersBetween(metric, position, positionOf(item));
    if (distance > best) continue;
    best = distance;
    address = item.address;
  }
  return address;
}
