/** Moves one vertex; a ring's closing position follows its twin, everything else stays the same arrays. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { VertexAddress } from './address.ts';
import type { Outcome } from './outcome.ts';
import { positionAt, ringAt } from './address.ts';
import { edited, refused } from './outcome.ts';
import { kindOf, replaceRing } from './parts.ts';

/** `to` is `[longitude, latitude]`; a height the vertex has is kept. */
export function moveVertex(geometry: Geometry, address: VertexAddress, to: Position): Outcome {
  const [part, ring, index] = address;
  const positions = ringAt(geometry, part, ring);
  const from = positionAt(geometry, address);
  if (!positions || !from) return refused('no-such-vertex');
  const moved: Position = from.length === 3 ? [to[0], to[1], from[2]] : [to[0], to[1]];
  const next = [...positions];
  next[index] = moved;
  if (kindOf(geometry.type) === 'polygon' && index === 0) next[next.length - 1] = moved;
  return edited(replaceRing(geometry, part, ring, next), address);
}
