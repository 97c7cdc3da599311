/**
 * The record's chain of hashes, computed here and not by the database that keeps it: `sit audit verify`. Whoever
 * may change the database's files can write a whole new chain; a head noted elsewhere (the log's, once a day)
 * shows that too.
 */
import { createHash } from 'node:crypto';
import type { AuditVerification } from '@sit/core/api-audit';

/** An entry as it was hashed: every column as text. */
export interface ChainedEntry {
  seq: number;
  /** In their order: `seq`, `at` (microseconds, UTC), `event` … `detail`. */
  parts: readonly (string | null)[];
  hash: Uint8Array;
}

export interface ChainHead {
  seq: number;
  /** Hexadecimal. */
  hash: string;
}

/** Entries after `seq`, lowest first; an empty page is the end. */
export type ReadEntries = (after: number) => Promise<readonly ChainedEntry[]>;

const LOWEST = Number.MIN_SAFE_INTEGER;

/** SHA-256 of the hash before and of `length:text` for each part, `-` for null, joined by commas. */
export function chainedHash(before: Uint8Array, parts: readonly (string | null)[]): Buffer {
  const text = parts
    .map((part) => (part === null ? '-' : `${Buffer.byteLength(part)}:${part}`))
    .join(',');
  return createHash('sha256').update(before).update(text).digest();
}

/**
 * Reads the record once, a page at a time, up to the first fault. `noted` is a head kept elsewhere: what
 * follows it must still lead there.
 */
export async function verifyChain(
  read: ReadEntries,
  noted: ChainHead | null = null,
): Promise<AuditVerification> {
  let before: Uint8Array = new Uint8Array();
  let entries = 0;
  let head: ChainHead | null = null;
  const faulty = (seq: number, reason: Reason): AuditVerification => ({
    entries,
    head,
    fault: { seq, reason },
  });
  for (let page = await read(LOWEST); page.length > 0; page = await read(page.at(-1)!.seq))
    for (const entry of page) {
      const reason = faultOf(entry, entries + 1, before);
      if (reason) return faulty(reason === 'missing' ? entries + 1 : entry.seq, reason);
      before = entry.hash;
      entries++;
      head = { seq: entry.seq, hash: Buffer.from(entry.hash).toString('hex') };
      if (noted?.seq === head.seq && noted.hash !== head.hash) return faulty(head.seq, 'changed');
    }
  return noted && noted.seq > entries
    ? faulty(entries + 1, 'cut-off')
    : { entries, head, fault: null };
}

type Reason = NonNullable<AuditVerification['fault']>['reason'];

function faultOf(entry: ChainedEntry, expected: number, before: Uint8Array): Reason | null {
  if (entry.seq < expected) return 'out-of-order';
  if (entry.seq > expected) return 'missing';
  return chainedHash(before, entry.parts).equals(entry.hash) ? null : 'changed';
}
