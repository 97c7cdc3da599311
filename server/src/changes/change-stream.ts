/** The change feed as server-sent events for one reader: what they may see, from their place on. */
import type { BBox } from '@sit/core/geometry';
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import { changeEvent } from './change-event.ts';
import { readPage } from './change-feed.ts';
import type { Change } from './change-feed.ts';
import type { ChangeWatcher } from './change-watcher.ts';
import { rightsEdition } from './change.repository.ts';
import { placeText } from './feed-place.ts';
import type { FeedPlace } from './feed-place.ts';
import { comment, event } from './server-sent-event.ts';

/** What a reader asked for; absent parts let everything through. */
export interface StreamFilter {
  layers: ReadonlySet<string> | null;
  municipality: string | null;
  /** EPSG:3857. */
  bbox3857: BBox | null;
}

export interface StreamReader {
  /** Who this is now; undefined when their session has ended. */
  identify: () => Promise<Caller | undefined>;
  readableLayers: (caller: Caller) => Promise<ReadonlySet<string>>;
  filter: StreamFilter;
  /** Where to go on; null for the present. */
  place: FeedPlace | null;
  heartbeatMilliseconds: number;
  /** Aborted when the reader has gone. */
  signal: AbortSignal;
}

interface Rights {
  edition: string;
  layers: ReadonlySet<string>;
  member: boolean;
}

type EndReason = 'session-ended' | 'server-closing';

/** As many events as are made at once, and no more before they have been taken. */
const CHUNK_EVENTS = 100;

/**
 * Text of the stream, piece by piece, read from the feed as it is asked for. The watcher must have been
 * joined; it is left at the end. Who may see what is asked again whenever anybody's rights have changed.
 */
export async function* changeStream(
  db: Database,
  watcher: ChangeWatcher,
  reader: StreamReader,
): AsyncGenerator<string, void> {
  let { position, number } = watcher.head;
  let place = reader.place ?? { since: position, until: null, after: 0 };
  let rights: Rights | null = null;
  let behind = reader.place !== null;
  let beatAt = Date.now() + reader.heartbeatMilliseconds;
  let told = placeText(place);

  const mayGoOn = async (edition: string): Promise<boolean> => {
    if (rights?.edition === edition) return true;
    const caller = await reader.identify();
    if (caller === undefined) return false;
    const layers = await reader.readableLayers(caller);
    rights = { edition, layers, member: (caller?.grants.length ?? 0) > 0 };
    return true;
  };

  try {
    yield event({ event: 'ready', id: told, data: {} });
    while (!reader.signal.aborted) {
      if (watcher.closed.aborted) return yield ending('server-closing');
      if (Date.now() >= beatAt) {
        if ((await reader.identify()) === undefined) return yield ending('session-ended');
        beatAt = Date.now() + reader.heartbeatMilliseconds;
        // A reader of little still gets on in the feed, so that going on from there stays cheap.
        const here = placeText(place);
        yield (
          comment('heartbeat') +
          (here === told ? '' : event({ event: 'position', id: here, data: {} }))
        );
        told = here;
      }
      if (behind) {
        // Page by page up to where the watcher was, then with it.
        const until = place.until ?? position;
        const from = { ...place, until };
        const { changes, next } = await readPage(db, from);
        if (!(await mayGoOn(await rightsEdition(db.kysely)))) return yield ending('session-ended');
        yield* eventsOf(changes, from, reader.filter, rights!);
        place = next;
        behind = place.until !== null || place.since !== position;
        continue;
      }
      const page = await watcher.page(number, Math.max(0, beatAt - Date.now()), reader.signal);
      if (page === 'gone') {
        ({ position, number } = watcher.head);
        behind = true;
      } else if (page) {
        if (!(await mayGoOn(page.rights))) return yield ending('session-ended');
        yield* eventsOf(page.changes, page.place, reader.filter, rights!);
        place = page.next;
        number++;
      } else if (watcher.head.number === number)
        place = { since: watcher.head.position, until: null, after: 0 };
    }
  } finally {
    watcher.leave();
  }
}

function* eventsOf(
  changes: readonly Change[],
  place: FeedPlace,
  filter: StreamFilter,
  rights: Rights,
): Generator<string> {
  const mine = changes.filter((change) => rights.layers.has(change.layer) && wants(filter, change));
  for (let at = 0; at < mine.length; at += CHUNK_EVENTS)
    yield mine
      .slice(at, at + CHUNK_EVENTS)
      .map((change) =>
        event({
          event: 'change',
          id: placeText({ ...place, after: change.seq }),
          data: changeEvent(change, rights.member),
        }),
      )
      .join('');
}

function wants({ layers, municipality, bbox3857 }: StreamFilter, change: Change): boolean {
  return (
    (layers === null || layers.has(change.layer)) &&
    (municipality === null || municipality === change.municipality) &&
    (bbox3857 === null || touch(bbox3857, change.bbox3857))
  );
}

function touch(a: BBox, b: BBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

function ending(reason: EndReason): string {
  return event({ event: 'end', data: { reason } });
}
