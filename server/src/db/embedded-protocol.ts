/**
 * Sets right the one place where the embedded engine departs from PostgreSQL's message protocol: when a
 * message of the extended query fails it answers ReadyForQuery at once, and then again at Sync (seen in
 * PGlite 0.5.8; the protocol has it at Sync only, §55.2.3). A client that pipelines, as postgres.js does,
 * would take the next query's answer for the one after.
 */
import type { PGlite } from '@electric-sql/pglite';

const READY_FOR_QUERY_LENGTH = 6;
const READY_FOR_QUERY_HEAD = Buffer.from([0x5a, 0, 0, 0, 5]);
/** Parse, Bind, Describe, Execute, Close, Flush: none of them is answered by ReadyForQuery. */
const EXTENDED_MESSAGES = new Set(Buffer.from('PBDECH'));

/** Changes `database` itself, for the socket's server calls its methods. */
export function correctProtocol(database: PGlite): void {
  const execute = database.execProtocolRawStream.bind(database);
  database.execProtocolRawStream = async (message, options) => {
    if (!EXTENDED_MESSAGES.has(message[0]!)) return execute(message, options);
    // The surplus message, if any, ends the last chunk.
    let last: Uint8Array | null = null;
    await execute(message, {
      ...options,
      onRawData: (chunk) => {
        if (last) options?.onRawData?.(last);
        last = Uint8Array.from(chunk);
      },
    });
    if (last) options?.onRawData?.(withoutReadyForQuery(last));
  };
}

/** No other answer to these messages can end in these bytes: CommandComplete ends in 0, RowDescription in a format of 0 or 1. */
export function withoutReadyForQuery(answer: Uint8Array): Uint8Array {
  const at = answer.length - READY_FOR_QUERY_LENGTH;
  const surplus =
    at >= 0 && READY_FOR_QUERY_HEAD.equals(answer.subarray(at, at + READY_FOR_QUERY_HEAD.length));
  return surplus ? answer.subarray(0, at) : answer;
}
