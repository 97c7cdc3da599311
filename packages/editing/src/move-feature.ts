/** Moves a whole feature without changing its size. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Outcome } from './outcome.ts';
import { localMetric } from './local-metric.ts';
import { edited } from './outcome.ts';
import { fromParts, partsOf } from './parts.ts';

/**
 * Moves every vertex as far as from `anchor` to `target` (WGS 84). A degree of longitude is shorter
 * further north, so distances east of the anchor are kept in metres, not in degrees.
 */
export function moveFeature(geometry: Geometry, anchor: Position, target: Position): Outcome {
  const north = target[1] - anchor[1];
  const move = (position: Position): Position => {
    const latitude = position[1] + north;
    const shrink =
      north === 0
        ? 1
        : localMetric(position[1]).metersPerDegreeEast / localMetric(latitude).metersPerDegreeEast;
    const longitude = target[0] + (position[0] - anchor[0]) * shrink;
    return position.length === 3 ? [longitude, latitude, position[2]] : [longitude, latitude];
  };
  const parts = partsOf(geometry).map((rings) => rings.map((ring) => ring.map(move)));
  return edited(fromParts(geometry.type, parts), null);
}
