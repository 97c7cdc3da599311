/** Snapping to what is already there: vertices, crossings of edges, edges, in this order of preference. */
import Flatbush from 'flatbush';
import type { Geometry, Position } from '@sit/core/geometry';
import { edgesOf, verticesOf } from './address.ts';
import { footOf, localMetric, metersBetween } from './local-metric.ts';
import { kindOf } from './parts.ts';
import { meetingOf } from './planar.ts';

export type SnapReason = 'vertex' | 'intersection' | 'edge';

export interface Snap {
  /** For a vertex the very numbers stored; for a crossing or an edge the computed place. */
  position: Position;
  reason: SnapReason;
  distanceMeters: number;
}

export interface SnapIndex {
  segments: readonly (readonly [Position, Position])[];
  tree: Flatbush;
}

/** Crossings are looked for among this many edges at most: in a heap of edges they help nobody. */
const MOST_EDGES_CROSSED = 24;

/** An index over the exact geometries of neighbours (WGS 84); null when there is nothing to snap to. */
export function createSnapIndex(geometries: readonly Geometry[]): SnapIndex | null {
  const segments = geometries.flatMap((geometry): [Position, Position][] =>
    kindOf(geometry.type) === 'point'
      ? verticesOf(geometry).map(({ position }) => [position, position])
      : edgesOf(geometry).map(({ from, to }) => [from, to]),
  );
  if (segments.length === 0) return null;
  const tree = new Flatbush(segments.length);
  for (const [a, b] of segments)
    tree.add(
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[0], b[0]),
      Math.max(a[1], b[1]),
    );
  tree.finish();
  return { segments, tree };
}

/** The best place to snap `position` to within `toleranceMeters`; null when nothing is near enough. */
export function snap(index: SnapIndex, position: Position, toleranceMeters: number): Snap | null {
  const metric = localMetric(position[1]);
  const east = toleranceMeters / metric.metersPerDegreeEast;
  const north = toleranceMeters / metric.metersPerDegreeNorth;
  const [x, y] = position;
  const near = index.tree
    .search(x - east, y - north, x + east, y + north)
    .map((i) => index.segments[i]!);
  const nearest = (reason: SnapReason, candidates: readonly Position[]): Snap | null => {
    let best: Snap | null = null;
    for (const candidate of candidates) {
      const distanceMeters = metersBetween(metric, position, candidate);
      if (distanceMeters <= toleranceMeters && distanceMeters < (best?.distanceMeters ?? Infinity))
        best = { position: [candidate[0], candidate[1]], reason, distanceMeters };
    }
    return best;
  };
  return (
    nearest('vertex', near.flat()) ??
    nearest('intersection', crossingsAmong(near)) ??
    nearest(
      'edge',
      near.map(([a, b]) => footOf(metric, position, a, b)),
    )
  );
}

function crossingsAmong(near: readonly (readonly [Position, Position])[]): Position[] {
  if (near.length > MOST_EDGES_CROSSED) return [];
  return near.flatMap(([a, b], i) =>
    near.slice(i + 1).flatMap(([c, d]) => {
      const meeting = meetingOf(a, b, c, d);
      return meeting?.kind === 'cross' ? [meeting.position] : [];
    }),
  );
}
