/** Unpacks an untrusted zip into a directory of our own: limits first, paths never followed, checksums verified. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { Limits } from './format.ts';
import { SourceProblem } from './format.ts';

export interface UnpackedFile {
  /** Path inside the zip, `/` between folders. */
  name: string;
  path: string;
}

/** Compressed bytes below which a high ratio is no threat. */
const RATIO_FREE_BYTES = 1 << 20;
/** Deflate's own limit is 1032; geodata stays below 100. */
const MAX_RATIO = 250;

/**
 * Files of the zip that `wanted` says, under `directory`. Rejects with {@link SourceProblem}: not a zip,
 * truncated, damaged, encrypted, a path that leaves the archive, beyond `limits`.
 */
export async function unzip(
  zip: { name: string; path: string },
  directory: string,
  limits: Pick<Limits, 'unpackedBytes' | 'zipEntries'>,
  wanted: (entryName: string) => boolean,
  signal?: AbortSignal,
): Promise<UnpackedFile[]> {
  const archive = await openArchive(zip);
  try {
    const entries = (await entriesOf(archive, zip.name, limits)).filter(
      (entry) => !isFolder(entry) && !isClutter(entry.fileName) && wanted(entry.fileName),
    );
    let budget = limits.unpackedBytes;
    const files: UnpackedFile[] = [];
    for (const [index, entry] of entries.entries()) {
      signal?.throwIfAborted();
      checkEntry(entry, zip.name);
      budget -= entry.uncompressedSize;
      if (budget < 0) throw tooLarge(zip.name, limits.unpackedBytes);
      // One folder an entry's folder: names of ours, so that nothing in the archive chooses a path.
      const path = join(directory, String(folderNumber(entries, index)), safeName(entry.fileName));
      await mkdir(dirname(path), { recursive: true });
      await extract(archive, entry, path, zip.name, signal);
      files.push({ name: entry.fileName, path });
    }
    return files;
  } finally {
    archive.close();
  }
}

async function openArchive({ name, path }: { name: string; path: string }): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: false,
    });
  } catch (cause) {
    throw new SourceProblem(
      'invalid-file',
      `${name}: non è uno zip intero (manca o è rovinato l’indice finale). Probabilmente il file è stato troncato durante la copia.`,
      [],
      cause,
    );
  }
}

async function entriesOf(
  archive: ZipFile,
  name: string,
  limits: Pick<Limits, 'zipEntries'>,
): Promise<Entry[]> {
  if (archive.entryCount > limits.zipEntries)
    throw new SourceProblem(
      'too-large',
      `${name}: lo zip contiene ${archive.entryCount} voci, oltre le ${limits.zipEntries} ammesse.`,
    );
  const entries: Entry[] = [];
  try {
    for await (const entry of archive.eachEntry()) entries.push(entry);
  } catch (cause) {
    // yauzl refuses absolute paths and `..` by these words.
    const leaves = /relative path|absolute path|invalid characters/.test(messageOf(cause));
    throw new SourceProblem(
      'invalid-file',
      leaves
        ? `${name}: lo zip contiene un percorso che esce dall’archivio (${messageOf(cause)}); non è stato estratto nulla.`
        : `${name}: l’indice dello zip non è valido (${messageOf(cause)}).`,
      [],
      cause,
    );
  }
  return entries;
}

function checkEntry(entry: Entry, zipName: string): void {
  if (entry.isEncrypted())
    throw new SourceProblem(
      'invalid-file',
      `${zipName}: «${entry.fileName}» è protetto da password.`,
    );
  if (
    entry.uncompressedSize > RATIO_FREE_BYTES &&
    entry.uncompressedSize > entry.compressedSize * MAX_RATIO
  )
    throw new SourceProblem(
      'too-large',
      `${zipName}: «${entry.fileName}» si espande ${Math.round(entry.uncompressedSize / Math.max(1, entry.compressedSize))} volte ` +
        `(${megabytes(entry.uncompressedSize)}): non è un contenuto credibile.`,
    );
}

async function extract(
  archive: ZipFile,
  entry: Entry,
  path: string,
  zipName: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let checksum = 0;
  const sum = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      checksum = crc32(chunk, checksum);
      done(null, chunk);
    },
  });
  try {
    const content = await archive.openReadStreamPromise(entry);
    await pipeline(content, sum, createWriteStream(path, { flags: 'wx' }), {
      ...(signal && { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new SourceProblem(
      'invalid-file',
      `${zipName}: «${entry.fileName}» non si estrae (${messageOf(cause)}). Il file è rovinato o troncato.`,
      [],
      cause,
    );
  }
  if (checksum !== entry.crc32)
    throw new SourceProblem(
      'invalid-file',
      `${zipName}: «${entry.fileName}» è rovinato (somma di controllo diversa).`,
    );
}

function isFolder(entry: Entry): boolean {
  return entry.fileName.endsWith('/') || entry.fileName.endsWith('\\');
}

/** What operating systems leave in zips: never looked at. */
function isClutter(name: string): boolean {
  return name
    .split(/[\\/]/)
    .some(
      (part) =>
        part === '__MACOSX' || part.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(part),
    );
}

/** Entries of one folder of the zip go to one directory. */
function folderNumber(entries: readonly Entry[], index: number): number {
  const folder = folderOf(entries[index]!.fileName);
  return entries.findIndex((entry) => folderOf(entry.fileName) === folder);
}

function folderOf(name: string): string {
  return name.split(/[\\/]/).slice(0, -1).join('/');
}

function safeName(name: string): string {
  return basename(name.replaceAll('\\', '/')).replaceAll('\0', '_');
}

function tooLarge(name: string, bytes: number): SourceProblem {
  return new SourceProblem(
    'too-large',
    `${name}: il contenuto supera ${megabytes(bytes)} una volta estratto.`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
