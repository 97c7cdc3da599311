/** Drawing: positions set one after another until they make a point, a line or a ring. */
import type { Geometry, GeometryType, Position } from '@sit/core/geometry';
import type { Kind, Part } from './parts.ts';
import type { Outcome, Refused } from './outcome.ts';
import { addHole, addPart } from './add-ring.ts';
import { edited, refused } from './outcome.ts';
import { fromParts, kindOf } from './parts.ts';
import { samePosition, windRing } from './planar.ts';
import { MINIMUM_VERTICES } from './remove-vertex.ts';

/** What the drawing will become: a feature's geometry, a further part of it, or a hole in one part. */
export type DrawTarget = { into: 'feature' } | { into: 'part' } | { into: 'hole'; part: number };

export interface Draft {
  kind: Kind;
  target: DrawTarget;
  /** In the order drawn; a ring's is not closed yet. */
  positions: readonly Position[];
}

export function startDraft(type: GeometryType, target: DrawTarget = { into: 'feature' }): Draft {
  return { kind: kindOf(type), target, positions: [] };
}

/** Sets the next position; the same place twice in a row (a double click) is one vertex. */
export function extendDraft(draft: Draft, position: Position): Draft {
  const last = draft.positions.at(-1);
  if (last && samePosition(last, position)) return draft;
  const kept = draft.kind === 'point' ? [] : draft.positions;
  return { ...draft, positions: [...kept, position] };
}

export function shortenDraft(draft: Draft): Draft {
  return { ...draft, positions: draft.positions.slice(0, -1) };
}

export function mayFinish(draft: Draft): boolean {
  return openPositions(draft).length >= MINIMUM_VERTICES[draft.kind];
}

/**
 * The geometry the draft makes, of the layer's type: rings are closed with their own first position
 * and wound as RFC 7946 §3.1.6 wants them. `geometry` is what parts and holes are added to.
 */
export function finishDraft(draft: Draft, type: GeometryType, geometry: Geometry | null): Outcome {
  const part = partOf(draft);
  if ('ok' in part) return part;
  if (draft.target.into === 'feature' || !geometry)
    return edited(fromParts(type, [part]), [0, 0, 0]);
  return draft.target.into === 'hole'
    ? addHole(geometry, draft.target.part, part[0]!)
    : addPart(geometry, part);
}

function partOf(draft: Draft): Part | Refused {
  const positions = openPositions(draft);
  if (positions.length < MINIMUM_VERTICES[draft.kind]) return refused('too-few-vertices');
  if (draft.kind !== 'polygon') return [positions];
  return [windRing([...positions, positions[0]!], 'counter-clockwise')];
}

/** A ring closed by setting the last vertex on the first again is not given that vertex twice. */
function openPositions({ kind, positions }: Draft): readonly Position[] {
  const first = positions[0];
  const last = positions.at(-1);
  const closed = kind === 'polygon' && positions.length > 1 && samePosition(first!, last!);
  return closed ? positions.slice(0, -1) : positions;
}
