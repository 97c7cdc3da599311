/** Adds what was drawn to a geometry: a further part, or a hole in one of its polygons. */
import type { Geometry } from '@sit/core/geometry';
import type { Part, Ring } from './parts.ts';
import type { Outcome } from './outcome.ts';
import { edited, refused } from './outcome.ts';
import { fromParts, isMulti, kindOf, partsOf } from './parts.ts';
import { windRing } from './planar.ts';

/** `hole` is a closed ring; it is wound clockwise (RFC 7946 §3.1.6). */
export function addHole(geometry: Geometry, part: number, hole: Ring): Outcome {
  if (kindOf(geometry.type) !== 'polygon') return refused('not-a-polygon');
  const parts = partsOf(geometry);
  const rings = parts[part];
  if (!rings) return refused('no-such-ring');
  const next = parts.map((all, p) => (p === part ? [...all, windRing(hole, 'clockwise')] : all));
  return edited(fromParts(geometry.type, next), [part, rings.length, 0]);
}

export function addPart(geometry: Geometry, part: Part): Outcome {
  if (!isMulti(geometry.type)) return refused('not-multi');
  const parts = partsOf(geometry);
  return edited(fromParts(geometry.type, [...parts, part]), [parts.length, 0, 0]);
}
