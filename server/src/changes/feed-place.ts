/** A reader's place in the change feed, also in the middle of a page, and its opaque text. */
import type { FeedPosition } from './change.repository.ts';

/**
 * Everything `since` sees has been told; of what `until` sees besides, what has sequence numbers up to
 * `after`. With `until` null nothing besides has been told.
 */
export interface FeedPlace {
  since: FeedPosition;
  until: FeedPosition | null;
  after: number;
}

const SNAPSHOT = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)$/;
/** A server of thousands of transactions under way at once is none of ours. */
const MOST_CHARACTERS = 8_000;

export function placeText({ since, until, after }: FeedPlace): string {
  const text = until === null ? since : `${since}|${until}|${after}`;
  return Buffer.from(text).toString('base64url');
}

/**
 * Null for what this server cannot have given. The text is not signed: whoever makes one up names another
 * place in a feed of which they are told only what they may see anyway.
 */
export function parsePlace(text: string): FeedPlace | null {
  if (text.length > MOST_CHARACTERS || !/^[\w-]+$/.test(text)) return null;
  const parts = Buffer.from(text, 'base64url').toString('latin1').split('|');
  const [since = '', until = null, after = '0'] = parts;
  if (!isSnapshot(since) || (parts.length !== 1 && parts.length !== 3)) return null;
  if (until === null) return { since, until, after: 0 };
  if (!isSnapshot(until) || !/^\d{1,15}$/.test(after) || isLater(since, until)) return null;
  return { since, until, after: Number(after) };
}

/** `position` names transactions that had not begun at `present`: another database's, or an older copy's. */
export function isLater(position: FeedPosition, present: FeedPosition): boolean {
  return xmaxOf(position) > xmaxOf(present);
}

/** As PostgreSQL's own `pg_snapshot_in` has it. */
function isSnapshot(text: string): boolean {
  const [, xmin, xmax, running] = SNAPSHOT.exec(text) ?? [];
  if (xmin === undefined || xmax === undefined) return false;
  const ids = [xmin, ...(running ? running.split(',') : [])].map(BigInt);
  const inOrder = ids.every((id, at) => at < 2 || ids[at - 1]! < id);
  const [first, ...rest] = ids as [bigint, ...bigint[]];
  return (
    first > 0n &&
    first <= BigInt(xmax) &&
    inOrder &&
    rest.every((id) => first <= id && id < BigInt(xmax))
  );
}

function xmaxOf(position: FeedPosition): bigint {
  return BigInt(SNAPSHOT.exec(position)![2]!);
}
