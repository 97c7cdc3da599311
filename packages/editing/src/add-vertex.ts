/** Puts a vertex on an edge. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Edge, VertexAddress } from './address.ts';
import type { Outcome } from './outcome.ts';
import { ringAt } from './address.ts';
import { edited, refused } from './outcome.ts';
import { replaceRing } from './parts.ts';

/**
 * Inserts `at` after the vertex `edge` starts from. Between two vertices with heights the new one
 * gets the height in proportion to its place along the edge.
 */
export function addVertex(geometry: Geometry, edge: VertexAddress, at: Position): Outcome {
  const [part, ring, index] = edge;
  const positions = ringAt(geometry, part, ring);
  const from = positions?.[index];
  const to = positions?.[index + 1];
  if (!positions || !from || !to) return refused('no-such-edge');
  const next = [...positions];
  next.splice(index + 1, 0, withHeight(at, from, to));
  return edited(replaceRing(geometry, part, ring, next), [part, ring, index + 1]);
}

/** The point halfway along an edge, where the handle for a new vertex is shown. */
export function midpointOf({ from, to }: Edge): Position {
  return [from[0] + (to[0] - from[0]) / 2, from[1] + (to[1] - from[1]) / 2];
}

function withHeight(at: Position, from: Position, to: Position): Position {
  if (from.length !== 3 || to.length !== 3) return [at[0], at[1]];
  const whole = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const share = whole === 0 ? 0 : Math.hypot(at[0] - from[0], at[1] - from[1]) / whole;
  return [at[0], at[1], from[2] + (to[2] - from[2]) * Math.min(1, share)];
}
