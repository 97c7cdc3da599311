/** Takes away a hole, or a whole part of a multi-geometry. */
import type { Geometry } from '@sit/core/geometry';
import type { Outcome } from './outcome.ts';
import { edited, refused } from './outcome.ts';
import { fromParts, isMulti, partsOf } from './parts.ts';

/** Ring 0 is the shell: taking it away takes the part with its holes. */
export function removeRing(geometry: Geometry, part: number, ring: number): Outcome {
  if (ring === 0) return removePart(geometry, part);
  const rings = partsOf(geometry)[part];
  if (!rings?.[ring]) return refused('no-such-ring');
  const parts = partsOf(geometry).map((all, p) =>
    p === part ? all.filter((_, r) => r !== ring) : all,
  );
  return edited(fromParts(geometry.type, parts), null);
}

/** Refused for the only part: that is deleting the feature, which is another decision. */
export function removePart(geometry: Geometry, part: number): Outcome {
  const parts = partsOf(geometry);
  if (!parts[part]) return refused('no-such-ring');
  if (!isMulti(geometry.type) || parts.length === 1) return refused('last-part');
  return edited(
    fromParts(
      geometry.type,
      parts.filter((_, p) => p !== part),
    ),
    null,
  );
}
