/** The record of what is answered whether it can be put there or not. */
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import type { Log } from '../deps.ts';
import { describeError } from '../http/describe-error.ts';
import { record } from './audit.service.ts';
import type { NewEntry } from './audit.service.ts';

/** An entry that no transaction depends on; where it cannot be made, that is logged. */
export async function recordOrLog(
  { db, log }: { db: { kysely: Kysely<Tables> }; log: Log },
  entry: NewEntry,
): Promise<void> {
  const { event, actor } = entry;
  await record(db.kysely, entry).catch((error: unknown) =>
    log({
      level: 'error',
      what: 'audit',
      request: actor.request,
      event,
      error: describeError(error),
    }),
  );
}
