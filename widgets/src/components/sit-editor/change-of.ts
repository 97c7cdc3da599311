/** What a save has done, as the server will tell it to everybody. */
import type { ChangeEvent } from '@sit/core/change-event';
import type { ChangeResult } from '@sit/core/feature';
import { bboxOf, type BBox, type Geometry } from '@sit/core/geometry';
import type { EditSession } from '@sit/editing/edit-session';

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
  const bbox: BBox = [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
  const recordedAt = new Date().toISOString();
  return { layer, fid, version, operation, municipality, recordedAt, bbox };
}
