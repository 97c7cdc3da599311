/** Opening a stream of changes: from where it may go on, and what its reader may see. */
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import { invalid } from '../http/query.ts';
import type { Problem } from '../http/problem.ts';
import { readableLayers } from '../layers/layer.service.ts';
import { changeStream } from './change-stream.ts';
import type { StreamReader } from './change-stream.ts';
import type { ChangeWatcher } from './change-watcher.ts';
import { countChanges } from './change.repository.ts';
import { isLater, parsePlace } from './feed-place.ts';
import type { FeedPlace } from './feed-place.ts';

/** Behind by more than this, fetching anew what one looks at is less than being told every change. */
const MOST_BEHIND = 50_000;

/**
 * The stream's text in pieces, from the event `lastEventId` on or from the present. Refuses
 * `invalid-parameter` for an id that is not of this feed, or of so long ago that its changes are too many.
 */
export async function openChangeStream(
  db: Database,
  watcher: ChangeWatcher,
  lastEventId: string | undefined,
  reader: Omit<StreamReader, 'place' | 'readableLayers'>,
): Promise<AsyncGenerator<string, void>> {
  const place = lastEventId === undefined ? null : parsePlace(lastEventId);
  if (lastEventId !== undefined && !place) throw unknownPlace();
  await watcher.join();
  try {
    if (place) await refuseUnreachable(db, watcher, place);
  } catch (error) {
    watcher.leave();
    throw error;
  }
  // A reader who goes before the first piece leaves a generator that never ran, nor therefore its end.
  let begun = false;
  reader.signal.addEventListener('abort', () => {
    if (!begun) watcher.leave();
  });
  return (async function* () {
    begun = true;
    yield* changeStream(db, watcher, {
      ...reader,
      place,
      readableLayers: (caller: Caller) => readableLayers(db, caller),
    });
  })();
}

async function refuseUnreachable(
  db: Database,
  watcher: ChangeWatcher,
  place: FeedPlace,
): Promise<void> {
  if (isLater(place.until ?? place.since, watcher.head.position)) throw unknownPlace();
  if ((await countChanges(db.kysely, place.since, MOST_BEHIND + 1)) > MOST_BEHIND)
    throw invalid(
      'Last-Event-ID',
      'Last-Event-ID: da allora ci sono state troppe modifiche. Rilegga i dati e ricominci senza.',
    );
}

function unknownPlace(): Problem {
  return invalid(
    'Last-Event-ID',
    'Last-Event-ID: non è un punto di questo flusso di modifiche. Rilegga i dati e ricominci senza.',
  );
}
