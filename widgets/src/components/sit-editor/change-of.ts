/** What a save has done, as the server will tell it to everybody. */
import type { ChangeEvent } from '@sit/core/change-event';
import type { ChangeResult } from '@sit/core/feature';
import { bboxOf, type Geometry } from '@sit/core/geometry';
import type { EditSession } from '@sit/editing/edit-session';
import { boxOf } from '../../internal/box-of.ts';

/** `session` still stands on the version before; `after` is the geometry written, null for a delete. */
export function changeOf(
  { fid, version, operation }: ChangeResult,
  { layer, municipality, stored }: Pick<EditSession, 'layer' | 'municipality' | 'stored'>,
  after: Geometry | null,
): ChangeEvent {
  const boxes = [stored.geometry, after].flatMap((geometry) => {
    const box = geometry && bboxOf(geometry);
    return box ? [box] : [];
  });
  const bbox = boxOf(boxes);
  const recordedAt = new Date().toISOString();
  return { layer, fid, version, operation, municipality, recordedAt, bbox };
}
