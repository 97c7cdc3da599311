/** An upload to a file of ours: never more than the limit on the disk, hashed while it streams. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { privateDirectory } from '../db/private-directory.ts';
import { refuse } from '../http/problem.ts';

export interface Upload {
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Uploads and unpacked files older than this belong to a process that died. */
const STALE_MILLISECONDS = 24 * 3600 * 1000;

/**
 * Refuses `too-large` as soon as the limit is known to be passed: by `declaredBytes` before reading
 * anything, else at the first byte beyond; `invalid-request` for an empty or broken-off body. Leaves no
 * file behind then.
 */
export async function receiveUpload(
  body: ReadableStream<Uint8Array> | null,
  declaredBytes: number | null,
  directory: string,
  maxBytes: number,
): Promise<Upload> {
  if (declaredBytes !== null && declaredBytes > maxBytes) throw tooLarge(maxBytes);
  if (!body) throw empty();
  await privateDirectory(directory);
  const path = join(directory, `${randomUUID()}.upload`);
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.write(chunk);
    }
    if (bytes === 0) throw empty();
    if (declaredBytes !== null && bytes < declaredBytes)
      throw refuse(
        'invalid-request',
        `Il caricamento si è interrotto: ${bytes} byte su ${declaredBytes}.`,
      );
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Size and hash of a file that is there already. */
export async function describeFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Removes what dead processes left in the directory. */
export async function sweepUploads(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    const age = now - (await stat(path).catch(() => ({ mtimeMs: now }))).mtimeMs;
    if (age > STALE_MILLISECONDS) await rm(path, { recursive: true, force: true });
  }
}

function tooLarge(maxBytes: number) {
  return refuse(
    'too-large',
    `Il file supera ${Math.round(maxBytes / 1024 ** 2)} MiB, il massimo per un caricamento.`,
    {
      // What is still on its way will not be read.
      headers: { Connection: 'close' },
    },
  );
}

function empty() {
  return refuse('invalid-request', 'La richiesta non contiene alcun file.');
}
