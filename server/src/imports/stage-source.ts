/** All of a file's features into staging, in short transactions, one a batch. */
import type { Source, SourceFeature, SourceLayer } from '@sit/formats/format';
import type { BBox } from '@sit/core/geometry';
import type { Database } from '../db/database.ts';
import { RowFaults, judgedFault } from './import-faults.ts';
import { checkRow } from './import-row.ts';
import type { RowRules, StagedRow } from './import-row.ts';
import { stageRows } from './staging.repository.ts';
import type { JudgedRow, StagingTarget } from './staging.repository.ts';

/** A batch of a thousand parcels takes a tenth of a second. */
const PATIENCE_MILLISECONDS = 20_000;

export interface StagedSource {
  read: number;
  faults: RowFaults;
  /** Of all features read, in the source's CRS. */
  sourceExtent: BBox | null;
}

/** `afterBatch` is told how many features were read so far; what it throws ends the reading. */
export async function stageSource(
  db: Database,
  source: Source,
  layerInFile: SourceLayer,
  rules: RowRules,
  target: StagingTarget,
  afterBatch: (read: number) => Promise<void>,
): Promise<StagedSource> {
  const faults = new RowFaults(rules.invalid);
  let read = 0;
  let sourceExtent: BBox | null = null;
  for await (const batch of source.features(layerInFile.name)) {
    const rows: StagedRow[] = [];
    const mended = new Map<number, SourceFeature['repairs']>();
    for (const feature of batch) {
      sourceExtent = union(sourceExtent, feature.bbox);
      const checked = checkRow(feature, rules);
      if (checked.staged === null) {
        faults.reject(checked.faults);
        continue;
      }
      rows.push(checked.staged);
      if (checked.repairs.length > 0) mended.set(checked.staged.row, checked.repairs);
    }
    for (const judged of await stageBatch(db, target, rows)) {
      const fault = judgedFault(judged, rules.invalid);
      const before = mended.get(judged.row) ?? [];
      mended.delete(judged.row);
      if (judged.leftOut) faults.reject([fault]);
      else faults.repair([...before, fault]);
    }
    for (const repairs of mended.values()) faults.repair(repairs);
    read += batch.length;
    await afterBatch(read);
  }
  return { read, faults, sourceExtent };
}

/** A batch the database cannot take, or not in time, is staged by halves, to find the row. */
async function stageBatch(
  db: Database,
  target: StagingTarget,
  rows: readonly StagedRow[],
): Promise<JudgedRow[]> {
  if (rows.length === 0) return [];
  try {
    return await stageRows(db.kysely, target, rows, PATIENCE_MILLISECONDS);
  } catch (error) {
    const reason = rowReason(error);
    if (!reason) throw error;
    if (rows.length === 1) return [{ row: rows[0]!.row, reason, position: null, leftOut: true }];
    const middle = Math.ceil(rows.length / 2);
    const first = await stageBatch(db, target, rows.slice(0, middle));
    return [...first, ...(await stageBatch(db, target, rows.slice(middle)))];
  }
}

/** What one row of the batch may have done to it; null for any other failure. */
function rowReason(error: unknown): 'transform' | 'too-complex' | null {
  const { code, message = '' } = error as { code?: string; message?: string };
  if (code === '57014') return 'too-complex';
  return code === 'XX000' && /transform/i.test(message) ? 'transform' : null;
}

function union(a: BBox | null, b: BBox | null): BBox | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
