/**
 * A file becomes features of a layer: read by packages/formats, staged and judged in batches by the
 * database, then written in one transaction with the layer itself if it is new. Whatever fails before
 * that leaves nothing but the import's record.
 */
import { randomUUID } from 'node:crypto';
import { SourceProblem } from '@sit/formats/format';
import type { Source, SourceFeature, SourceLayer } from '@sit/formats/format';
import { openSource } from '@sit/formats/open-source';
import { findCrs } from '@sit/core/crs';
import type { BBox, GeometryType } from '@sit/core/geometry';
import { LAYER_ID } from '@sit/core/layer';
import type { Layer } from '@sit/core/layer';
import type { Database } from '../db/database.ts';
import { Problem, refuse } from '../http/problem.ts';
import { createLayer, findLayer } from '../layers/layer.service.ts';
import { findMunicipalities, requireUnion } from '../tenancy/tenancy.service.ts';
import { RowFaults, judgedFault } from './import-faults.ts';
import { checkRow } from './import-row.ts';
import type { RowRules, StagedRow } from './import-row.ts';
import { chooseLayer, layerFromSource, mapFields, municipalityFinder } from './import-plan.ts';
import {
  claimImport,
  closeAbandoned,
  insertImport,
  selectImport,
  updateImport,
} from './import.repository.ts';
import type { ImportActor, ImportReport, ImportRequest } from './import.ts';
import { observeGeometry } from './observed-geometry.ts';
import {
  analyzeLayer,
  deleteStaged,
  insertStaged,
  stageRows,
  stagedExtent,
} from './staging.repository.ts';
import type { JudgedRow, StagingTarget } from './staging.repository.ts';
import { credibleArea, findTransformation, knownSourceCrs, sourceArea } from './transformation.ts';

/** Drawn over the standard layers, until the office says otherwise. */
const IMPORTED_POSITION = 1_000;

export interface ImportDeps {
  db: Database;
  /** For unpacked files. */
  temporaryDirectory: string;
  log: (line: Record<string, unknown>) => void;
}

export interface ImportedFile {
  bytes: number;
  sha256: string;
}

/** Records the import as waiting; {@link runImport} does it. Refuses what can be seen without the file. */
export async function registerImport(
  { db }: Pick<ImportDeps, 'db'>,
  actor: ImportActor,
  request: ImportRequest,
  file: ImportedFile,
): Promise<string> {
  if (!LAYER_ID.test(request.layer))
    throw refuse(
      'invalid-parameter',
      `«${request.layer}» non può essere l’identificativo di un livello: minuscole senza accenti, cifre e _, al più 48, la prima una lettera.`,
      { faults: [{ place: 'layer', reason: 'invalid-id', message: 'Identificativo non valido.' }] },
    );
  await closeAbandoned(db.kysely);
  const id = randomUUID();
  await insertImport(db.kysely, {
    id,
    layer: request.layer,
    createsLayer: request.create,
    file: { name: request.fileName, ...file },
    actor,
  });
  return id;
}

/**
 * Does a registered import. Resolves with its report when it is done; rejects with a {@link Problem},
 * which the record keeps too. `signal` aborts it wherever it is.
 */
export async function runImport(
  deps: ImportDeps,
  actor: ImportActor,
  id: string,
  request: ImportRequest,
  signal: AbortSignal = new AbortController().signal,
  onProgress: (read: number, total: number | null) => void = () => {},
): Promise<ImportReport> {
  const { db } = deps;
  let source: Source | undefined;
  try {
    await progress(db, id, { state: 'reading' });
    source = await openSource(
      { path: request.path, name: request.fileName },
      { encoding: request.encoding, signal, temporaryDirectory: deps.temporaryDirectory },
    );
    await importSource(deps, actor, id, request, source, signal, onProgress);
    return (await selectImport(db.kysely, id))!;
  } catch (error) {
    const problem = problemOf(error, signal, request);
    if (problem.refusal.code === 'unexpected')
      deps.log({ level: 'error', import: id, error: describe(error) });
    await updateImport(db.kysely, id, {
      state: signal.aborted
        ? 'cancelled'
        : problem.refusal.code === 'unexpected'
          ? 'failed'
          : 'refused',
      finished_at: new Date(),
      problem: JSON.stringify(problem.refusal),
    });
    throw problem;
  } finally {
    await source?.close();
    await deleteStaged(db.kysely, id);
  }
}

async function importSource(
  deps: ImportDeps,
  actor: ImportActor,
  id: string,
  request: ImportRequest,
  source: Source,
  signal: AbortSignal,
  onProgress: (read: number, total: number | null) => void,
): Promise<void> {
  const { db } = deps;
  const { description } = source;
  const layerInFile = chooseLayer(description, request.fileName, request.sourceLayer);
  await progress(db, id, {
    format: description.format,
    encoding: description.encoding?.name ?? null,
    source_layer: layerInFile.name,
    declared_crs: layerInFile.crs.epsg,
    total_count: layerInFile.featureCount,
    notes: JSON.stringify(description.notes),
  });
  const union = await requireUnion(db.kysely);
  const crs = chooseCrs(request, layerInFile, description.notes);
  const transformation = findTransformation(crs, union.storageCrs);
  if (!transformation) throw noTransformation(request.fileName, crs, union.storageCrs);
  await progress(db, id, {
    used_crs: crs,
    transformation: transformation.name,
    accuracy_meters: transformation.accuracyMeters,
  });
  const asked = withMunicipalityField(request, layerInFile, description.format);
  const layer = request.create
    ? await newLayer(db, asked, source, layerInFile)
    : await findLayer(db.kysely, EVERYTHING_READABLE, request.layer);
  const { mappings, ignored } = mapFields(layer, layerInFile.fields, asked.municipalityField);
  if (ignored.length > 0 && !request.create)
    description.notes.push(
      `Campi del file che il livello non ha, lasciati fuori: ${ignored.join(', ')}.`,
    );
  const rules: RowRules = {
    layer,
    mappings,
    ...(await municipalityRule(db, asked)),
    crs: { epsg: crs, unit: sourceArea(crs)?.unit ?? findCrs(crs)?.unit ?? 'metre' },
    invalid: request.invalid,
  };
  const target: StagingTarget = {
    importId: id,
    geometryType: layer.geometryType,
    dimensions: layer.dimensions,
    sourceCrs: crs,
    storageCrs: union.storageCrs,
    area: credibleArea(crs, union.storageCrs),
    repair: request.invalid === 'repair',
  };
  const staged = await stageAll(db, source, layerInFile, rules, target, signal, onProgress);
  checkComplete(request.fileName, layerInFile, staged.read);
  staged.faults.refuseFatal(request.fileName, staged.read);
  signal.throwIfAborted();
  const extent = await stagedExtent(db.kysely, id, union.storageCrs);
  await db.kysely.transaction().execute(async (trx) => {
    if (!(await updateImport(trx, id, { state: 'writing' }))) throw cancelled();
    await claimImport(trx, id, actor, `Importazione di ${request.fileName}`);
    if (request.create) await createLayer(trx, layer);
    const imported = await insertStaged(trx, id, layer);
    await updateImport(trx, id, {
      state: 'done',
      finished_at: new Date(),
      read_count: staged.read,
      imported_count: imported,
      repaired_count: staged.faults.repairedCount,
      rejected_count: staged.faults.rejectedCount,
      repaired: JSON.stringify(staged.faults.repaired),
      rejected: JSON.stringify(staged.faults.rejected),
      notes: JSON.stringify(description.notes),
      source_extent: staged.sourceExtent,
      extent,
    });
  });
  await analyzeLayer(db.kysely, layer.id);
}

/** Reads everything into staging: short transactions, one a batch. */
async function stageAll(
  db: Database,
  source: Source,
  layerInFile: SourceLayer,
  rules: RowRules,
  target: StagingTarget,
  signal: AbortSignal,
  onProgress: (read: number, total: number | null) => void,
): Promise<{ read: number; faults: RowFaults; sourceExtent: BBox | null }> {
  const faults = new RowFaults(rules.invalid);
  let read = 0;
  let sourceExtent: BBox | null = null;
  for await (const batch of source.features(layerInFile.name)) {
    signal.throwIfAborted();
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
    if (!(await updateImport(db.kysely, target.importId, { read_count: read }))) throw cancelled();
    onProgress(read, layerInFile.featureCount);
  }
  return { read, faults, sourceExtent };
}

/** A batch with coordinates that PROJ cannot transform at all is staged row by row, to find which. */
async function stageBatch(
  db: Database,
  target: StagingTarget,
  rows: readonly StagedRow[],
): Promise<JudgedRow[]> {
  try {
    return rows.length === 0 ? [] : await stageRows(db.kysely, target, rows);
  } catch (error) {
    if (!isTransformError(error)) throw error;
    if (rows.length === 1)
      return [{ row: rows[0]!.row, reason: 'transform', position: null, leftOut: true }];
    const middle = Math.ceil(rows.length / 2);
    const first = await stageBatch(db, target, rows.slice(0, middle));
    return [...first, ...(await stageBatch(db, target, rows.slice(middle)))];
  }
}

function isTransformError(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === 'XX000' && /transform/i.test(message);
}

function chooseCrs(request: ImportRequest, { crs }: SourceLayer, notes: string[]): number {
  if (request.crs !== undefined) {
    if (crs.epsg !== null && crs.epsg !== request.crs)
      notes.push(
        `Il file dichiara EPSG:${crs.epsg}; è stato usato EPSG:${request.crs}, come richiesto.`,
      );
    return request.crs;
  }
  if (crs.epsg !== null) return crs.epsg;
  throw refuse(
    'crs-required',
    `${request.fileName}: ${
      crs.wkt === null
        ? 'il file non dichiara il suo sistema di riferimento'
        : `il sistema di riferimento dichiarato («${crs.wkt.replace(/\s+/g, ' ').slice(0, 80)}…») non ha un codice EPSG noto`
    }. Lo indichi, per esempio --crs EPSG:3004 per Gauss-Boaga fuso est.`,
    { faults: [{ place: 'crs', reason: 'crs-required', message: 'Occorre il codice EPSG.' }] },
  );
}

function noTransformation(fileName: string, from: number, to: number): Problem {
  return refuse(
    'invalid-file',
    `${fileName}: da EPSG:${from} a EPSG:${to} non è nota una trasformazione di accuratezza accettabile; ` +
      `senza, le coordinate sarebbero fuori posto anche di oltre cento metri. Sistemi ammessi: ${knownSourceCrs().join(', ')}.`,
    {
      faults: [
        { place: 'crs', reason: 'no-transformation', message: `EPSG:${from} non è ammesso.` },
      ],
    },
  );
}

/** The cadastre's GML says each feature's municipality itself. */
function withMunicipalityField(
  request: ImportRequest,
  layer: SourceLayer,
  format: string,
): ImportRequest {
  if (request.municipality !== undefined && request.municipalityField !== undefined)
    throw refuse(
      'invalid-parameter',
      'Indichi il comune (--municipality) oppure il campo che lo dice (--municipality-field), non entrambi.',
    );
  if (request.municipalityField !== undefined) {
    if (!layer.fields.some(({ name }) => name === request.municipalityField))
      throw refuse(
        'invalid-parameter',
        `${request.fileName}: il campo «${request.municipalityField}» non c’è; ci sono ${layer.fields.map(({ name }) => name).join(', ')}.`,
      );
    return request;
  }
  if (request.municipality !== undefined) return request;
  if (format === 'gml-cadastre') return { ...request, municipalityField: 'administrative_unit' };
  throw refuse(
    'invalid-parameter',
    'Indichi il comune degli elementi: --municipality CODICE, o --municipality-field CAMPO.',
  );
}

async function municipalityRule(
  db: Database,
  request: ImportRequest,
): Promise<Pick<RowRules, 'municipalityOf' | 'municipalityField'>> {
  const find = municipalityFinder(await findMunicipalities(db.kysely));
  const { municipality, municipalityField } = request;
  if (municipalityField !== undefined)
    return {
      municipalityField,
      municipalityOf: ({ properties }) => find(properties[municipalityField]),
    };
  const code = find(municipality);
  if (code === null)
    throw refuse(
      'invalid-parameter',
      `«${municipality}» non è il codice di un comune dell’unione (per esempio C096).`,
    );
  return { municipalityField: undefined, municipalityOf: () => code };
}

async function newLayer(
  db: Database,
  request: ImportRequest,
  source: Source,
  layerInFile: SourceLayer,
): Promise<Layer> {
  const geometry = layerInFile.geometryType
    ? { type: layerInFile.geometryType as GeometryType, dimensions: layerInFile.dimensions }
    : await observeGeometry(source.features(layerInFile.name), request.fileName);
  const existing = await findLayer(db.kysely, EVERYTHING_READABLE, request.layer).catch(() => null);
  if (existing)
    throw refuse(
      'already-exists',
      `Il livello «${request.layer}» esiste già: importi senza --create per aggiungervi elementi.`,
    );
  return layerFromSource(request, layerInFile, geometry, IMPORTED_POSITION);
}

function checkComplete(fileName: string, layer: SourceLayer, read: number): void {
  if (read === 0)
    throw refuse('invalid-file', `${fileName}: il livello «${layer.name}» non contiene elementi.`);
  if (layer.featureCount !== null && read !== layer.featureCount)
    throw refuse(
      'invalid-file',
      `${fileName}: dichiara ${layer.featureCount} elementi ma se ne leggono ${read}: il file è incompleto o rovinato.`,
    );
}

/** Only the union's administrators import, and they read every layer. */
const EVERYTHING_READABLE = {
  userId: '',
  name: '',
  email: '',
  grants: [{ role: 'union-admin' as const, municipality: null }],
};

async function progress(
  db: Database,
  id: string,
  changes: Parameters<typeof updateImport>[2],
): Promise<void> {
  if (!(await updateImport(db.kysely, id, changes))) throw cancelled();
}

function cancelled(): Problem {
  return refuse('invalid-request', 'L’importazione è stata annullata; nulla è stato importato.');
}

function problemOf(error: unknown, signal: AbortSignal, request: ImportRequest): Problem {
  if (signal.aborted) return cancelled();
  if (error instanceof Problem) return error;
  if (error instanceof SourceProblem)
    return refuse(error.code, error.message, { faults: error.faults });
  const { code, constraint_name: constraint } = error as {
    code?: string;
    constraint_name?: string;
  };
  if (code?.startsWith('23'))
    return refuse(
      'invalid-file',
      `${request.fileName}: il livello «${request.layer}» rifiuta i dati (${constraint ?? code}); nulla è stato importato.`,
    );
  const problem = refuse(
    'unexpected',
    'L’importazione non è riuscita per un guasto del servizio; nulla è stato importato.',
  );
  problem.cause = error;
  return problem;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function union(a: BBox | null, b: BBox | null): BBox | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
