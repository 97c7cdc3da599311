/** The record of what a command is refused: as every refused write over the API (audit/record-refusals.ts). */
import type { Kysely } from 'kysely';
import { recordOrLog } from '../audit/record-or-log.ts';
import type { Tables } from '../db/tables.ts';
import { Problem } from '../http/problem.ts';
import { operator } from './operator.ts';

const MOST_LENGTH = 300;
/** Actions that change nothing. */
const READS = ['list', 'sessions'];

/**
 * Runs `work`, the action of a command on `subject`. A refusal goes on record, and on up; of a failure nothing does,
 * as when the database no longer answers.
 */
export async function recordingRefusals<T>(
  db: Kysely<Tables>,
  [command, action, subject]: readonly [string, string, string],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && !READS.includes(action))
      await recordOrLog(
        { db: { kysely: db }, log: (line) => console.error(JSON.stringify(line)) },
        {
          event: 'write-refused',
          actor: operator(),
          subject: ['sit', command, action, subject]
            .filter(Boolean)
            .join(' ')
            .slice(0, MOST_LENGTH),
          detail: { code: error.refusal.code },
        },
      );
    throw error;
  }
}
