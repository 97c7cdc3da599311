/** What must be known of a .dbf before GDAL reads it: its fields and the encoding of its text (dBase III, level 5). */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

export interface DbfHeader {
  recordCount: number;
  headerLength: number;
  recordLength: number;
  languageDriver: number;
  fields: DbfField[];
}

export interface DbfField {
  /** As bytes: its encoding is the file's. */
  name: Uint8Array;
  /** `C` text, `N` and `F` numbers, `D` date, `L` logical, `M` memo. */
  type: string;
  offset: number;
  length: number;
}

export interface TextCell {
  /** From 1, deleted records not counted. */
  row: number;
  field: DbfField;
  bytes: Uint8Array;
}

const CHUNK_BYTES = 1 << 20;
const FIELD_TERMINATOR = 0x0d;
const DELETED = 0x2a;

/** Null when the bytes are no dBase header. */
export async function readDbfHeader(file: FileHandle): Promise<DbfHeader | null> {
  const head = Buffer.alloc(32);
  if ((await file.read(head, 0, 32, 0)).bytesRead < 32) return null;
  const headerLength = head.readUInt16LE(8);
  const recordLength = head.readUInt16LE(10);
  if (headerLength < 33 || recordLength < 1) return null;
  const body = Buffer.alloc(headerLength - 32);
  if ((await file.read(body, 0, body.length, 32)).bytesRead < body.length) return null;
  const fields: DbfField[] = [];
  let offset = 1;
  for (let at = 0; at + 32 <= body.length && body[at] !== FIELD_TERMINATOR; at += 32) {
    const rawName = body.subarray(at, at + 11);
    const end = rawName.indexOf(0);
    const type = String.fromCharCode(body[at + 11]!);
    // The high byte of a long text field's length sits where a number's decimals do.
    const length = type === 'C' ? body.readUInt16LE(at + 16) : body[at + 16]!;
    fields.push({ name: end < 0 ? rawName : rawName.subarray(0, end), type, offset, length });
    offset += length;
  }
  return {
    recordCount: head.readUInt32LE(4),
    headerLength,
    recordLength,
    languageDriver: head[29]!,
    fields,
  };
}

/** Non-ASCII text cells of the file, in order; what is plain ASCII tells nothing about the encoding. */
export async function* nonAsciiCells(path: string): AsyncGenerator<TextCell> {
  const file = await open(path);
  try {
    const header = await readDbfHeader(file);
    if (!header) return;
    const text = header.fields.filter((field) => field.type === 'C');
    const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / header.recordLength));
    const chunk = Buffer.alloc(perChunk * header.recordLength);
    let row = 0;
    for (let record = 0; record < header.recordCount; record += perChunk) {
      const { bytesRead } = await file.read(
        chunk,
        0,
        chunk.length,
        header.headerLength + record * header.recordLength,
      );
      const records = Math.min(
        Math.floor(bytesRead / header.recordLength),
        header.recordCount - record,
      );
      for (let i = 0; i < records; i++) {
        const at = i * header.recordLength;
        if (chunk[at] === DELETED) continue;
        row++;
        for (const field of text) {
          const bytes = chunk.subarray(at + field.offset, at + field.offset + field.length);
          if (bytes.some((byte) => byte > 0x7f)) yield { row, field, bytes };
        }
      }
      if (records < perChunk) return;
    }
  } finally {
    await file.close();
  }
}
