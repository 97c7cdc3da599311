/** Telling a database that does not answer from one that answers with an error. */
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';

const RETRY_MILLISECONDS = 500;

/** Node's and the driver's codes; PostgreSQL's for a server starting, stopping or full (its Appendix A). */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

const QUERY_CANCELED = '57014';

/** True when `error`, or what caused it, is the database's silence: the same request may do later. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && CODES.has(code)) || isUnreachable(error.cause);
}

/** True when `error`, or what caused it, is a statement that took longer than its time (db/scope.ts). */
export function isOverdue(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === QUERY_CANCELED || isOverdue(error.cause);
}

/** Asks until the database answers; rejects with what it last said once `milliseconds` are over. */
export async function untilReachable(db: Database, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  for (;;)
    try {
      return void (await db.asLogin((login) => sql`select 1`.execute(login)));
    } catch (error) {
      if (!isUnreachable(error) || Date.now() > deadline) throw error;
      await setTimeout(RETRY_MILLISECONDS);
    }
}
