/** Rows of GDAL's copy, in batches of bounded size (GeoPackage 1.3 §2.1.3 for the geometry's header). */
import { DatabaseSync } from 'node:sqlite';
import type { FieldValue } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { strictDecoder } from './encoding.ts';
import { SourceProblem } from './format.ts';
import type { SourceFeature, SourceField } from './format.ts';
import { COPY_FID, COPY_GEOMETRY, COPY_TABLE } from './gdal-copy.ts';
import type { LayerCopy } from './gdal-copy.ts';
import { checkWkb } from './wkb.ts';

const BATCH_FEATURES = 1_000;
const BATCH_BYTES = 4 * 1024 ** 2;

export interface CopyReader {
  count: number;
  /** Null after the last. */
  next(): SourceFeature[] | null;
  close(): void;
}

type Cell = string | number | bigint | Uint8Array | null;

export function readCopy(copy: LayerCopy, { encoding }: { encoding: string }): CopyReader {
  const db = new DatabaseSync(copy.path, { readOnly: true });
  const { count } = db.prepare(`select count(*) as count from ${COPY_TABLE}`).get() as {
    count: number;
  };
  const columns = db.prepare(`pragma table_info(${COPY_TABLE})`).all() as { name: string }[];
  const attributes = columns
    .map(({ name }) => name)
    .filter((name) => name !== COPY_FID && name !== COPY_GEOMETRY);
  if (attributes.length !== copy.fields.length)
    throw new SourceProblem(
      'invalid-file',
      `I campi letti (${attributes.length}) non sono quelli dichiarati (${copy.fields.length}).`,
    );
  const selected = attributes.map((name, index) => {
    const column = `"${name.replaceAll('"', '""')}"`;
    // As bytes, because SQLite would mend what is not UTF-8 without a word.
    return copy.rawText && copy.fields[index]?.type === 'text' ? `cast(${column} as blob)` : column;
  });
  const statement = db.prepare(
    `select ${[COPY_FID, COPY_GEOMETRY, ...selected].join(', ')} from ${COPY_TABLE} order by ${COPY_FID}`,
  );
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const rows = statement.iterate() as unknown as Iterator<Cell[]>;
  const decode = strictDecoder(encoding);
  return {
    count,
    next: () => nextBatch(rows, (row) => toFeature(row, copy.fields, decode)),
    close: () => db.close(),
  };
}

function nextBatch(
  rows: Iterator<Cell[]>,
  convert: (row: Cell[]) => SourceFeature,
): SourceFeature[] | null {
  const batch: SourceFeature[] = [];
  for (let bytes = 0; batch.length < BATCH_FEATURES && bytes < BATCH_BYTES;) {
    const { value, done } = rows.next();
    if (done) break;
    const feature = convert(value);
    bytes += feature.geometry?.length ?? 0;
    batch.push(feature);
  }
  return batch.length > 0 ? batch : null;
}

function toFeature(
  [fid, blob, ...cells]: Cell[],
  fields: readonly SourceField[],
  decode: (bytes: Uint8Array) => string | null,
): SourceFeature {
  const faults: Fault[] = [];
  const properties: Record<string, FieldValue> = {};
  fields.forEach((field, index) => {
    const value = toValue(cells[index] ?? null, field, decode);
    if (typeof value === 'object' && value !== null) faults.push(value);
    else properties[field.name] = value;
  });
  const geometry = blob instanceof Uint8Array ? checkWkb(wkbOf(blob)) : null;
  if (!geometry)
    faults.push({ place: 'geometry', reason: 'missing-geometry', message: 'Manca la geometria.' });
  return {
    row: Number(fid),
    geometry: geometry?.wkb ?? null,
    bbox: geometry?.bbox ?? null,
    properties,
    repairs: geometry?.repairs ?? [],
    faults: [...faults, ...(geometry?.faults ?? [])],
  };
}

/** The GeoPackage blob without its header. */
function wkbOf(blob: Uint8Array): Uint8Array {
  const envelopeBytes = [0, 32, 48, 48, 64][(blob[3]! >> 1) & 7] ?? 0;
  return blob.subarray(8 + envelopeBytes);
}

function toValue(
  cell: Cell,
  field: SourceField,
  decode: (bytes: Uint8Array) => string | null,
): FieldValue | Fault {
  if (cell === null) return null;
  const wrong = (reason: string, message: string): Fault => ({
    place: `properties/${field.name}`,
    reason,
    message: `${field.name}: ${message}`,
  });
  if (cell instanceof Uint8Array)
    return decode(cell) ?? wrong('encoding', 'il testo non è nella codifica dichiarata.');
  if (field.type === 'boolean') return Number(cell) !== 0;
  if (typeof cell === 'bigint') {
    const number = Number(cell);
    return Number.isSafeInteger(number)
      ? number
      : wrong('wrong-type', `${cell} è oltre i numeri interi esatti.`);
  }
  if (typeof cell === 'number' && !Number.isFinite(cell))
    return wrong('wrong-type', `${cell} non è un numero finito.`);
  return cell;
}
