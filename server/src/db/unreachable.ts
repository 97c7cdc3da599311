/** Telling a database that does not answer from one that answers with an error. */

/** Node's and the driver's codes; PostgreSQL's for a server starting, stopping or full (its Appendix A). */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
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

/** True when `error`, or what caused it, is the database's silence: the same request may do later. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && CODES.has(code)) || isUnreachable(error.cause);
}
