/** What an operation answers: the new geometry, or the reason why it is refused. */
import type { Geometry } from '@sit/core/geometry';
import type { VertexAddress } from './address.ts';

export const REFUSALS = [
  'no-such-vertex',
  'no-such-edge',
  'no-such-ring',
  'too-few-vertices',
  'last-part',
  'not-a-polygon',
  'not-multi',
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

export interface Edited {
  ok: true;
  geometry: Geometry;
  /** The vertex to have selected next; null when none is left to point at. */
  selected: VertexAddress | null;
}

export interface Refused {
  ok: false;
  reason: RefusalReason;
}

export type Outcome = Edited | Refused;

export function edited(geometry: Geometry, selected: VertexAddress | null): Edited {
  return { ok: true, geometry, selected };
}

export function refused(reason: RefusalReason): Refused {
  return { ok: false, reason };
}
