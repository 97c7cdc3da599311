/** A change as the API tells it. */
import type { ChangeEvent } from '@sit/core/change-event';
import { toWgs84 } from '@sit/core/web-mercator';
import type { Change } from './change-feed.ts';

/** `changeSet` goes to members of an office only. */
export function changeEvent(change: Change, member: boolean): ChangeEvent {
  const { layer, fid, operation, version, municipality, changeSet, recordedAt } = change;
  return {
    layer,
    fid,
    operation,
    version,
    municipality,
    ...(member ? { changeSet } : {}),
    recordedAt: recordedAt.toISOString(),
    bbox: toWgs84(change.bbox3857),
  };
}
