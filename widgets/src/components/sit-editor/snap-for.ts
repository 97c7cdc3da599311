/** What a place snaps to while drawing or carrying. */
import type { Position } from '@sit/core/geometry';
import type { Draft } from '@sit/editing/draw';
import type { Snap, SnapIndex } from '@sit/editing/snapping';
import { mayFinish } from '@sit/editing/draw';
import { distanceMeters } from '@sit/editing/local-metric';
import { snap } from '@sit/editing/snapping';

/** The first vertex of a ring that may be closed comes before the neighbours in `index`. */
export function snapFor(
  draft: Draft | null,
  index: SnapIndex | null,
  position: Position,
  snapMeters: number,
): Snap | null {
  const first = draft?.positions[0];
  if (draft?.kind === 'polygon' && first && mayFinish(draft)) {
    const away = distanceMeters(position, first);
    if (away <= snapMeters) return { position: first, reason: 'vertex', distanceMeters: away };
  }
  return index && snap(index, position, snapMeters);
}
