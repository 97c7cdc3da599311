/** Takes one vertex away, unless the ring, line or feature would stop being one. */
import type { Geometry } from '@sit/core/geometry';
import type { VertexAddress } from './address.ts';
import type { Kind } from './parts.ts';
import type { Outcome } from './outcome.ts';
import { positionAt, ringAt, vertexCount } from './address.ts';
import { edited, refused } from './outcome.ts';
import { kindOf, replaceRing } from './parts.ts';
import { removePart } from './remove-ring.ts';

/** Fewest vertices: OGC 06-103r4 §6.1.7 (line: 2) and §6.1.11 (closed ring: 4 positions, 3 vertices). */
export const MINIMUM_VERTICES: Record<Kind, number> = { point: 1, line: 2, polygon: 3 };

/** A point of a multi-point goes with its part. Refusals: `no-such-vertex`, `too-few-vertices`, `last-part`. */
export function removeVertex(geometry: Geometry, address: VertexAddress): Outcome {
  const [part, ring, index] = address;
  const positions = ringAt(geometry, part, ring);
  if (!positions || !positionAt(geometry, address)) return refused('no-such-vertex');
  const kind = kindOf(geometry.type);
  if (kind === 'point') return removePart(geometry, part);
  const count = vertexCount(kind, positions);
  if (count <= MINIMUM_VERTICES[kind]) return refused('too-few-vertices');
  const next = [...positions];
  next.splice(index, 1);
  if (kind === 'polygon' && index === 0) next[next.length - 1] = next[0]!;
  const neighbour = Math.max(0, index - 1);
  return edited(replaceRing(geometry, part, ring, next), [part, ring, neighbour]);
}
