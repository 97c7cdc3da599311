/**
 * A file becomes features of a layer: read by packages/formats, staged and judged in batches by the
 * database, then written in one transaction with the layer itself if it is new. Whatever fails before
 * that leaves nothing but the import's record.
 */
import { randomUUID } from 'node:crypto';
import { SourceProblem } from '@sit/formats/format';
import type { Source, SourceLayer } from '@sit/formats/format';
import { openSource } from '@sit/formats/open-source';
import { LAYER_ID } from '@sit/core/layer';
import type { Database } from '../db/database.ts';
import { Problem, refuse } from '../http/problem.ts';
import { createLayer } from '../layers/layer.service.ts';
import {
  claimImport,
  closeAbandoned,
  insertImport,
  selectImport,
  updateImport,
} from './import.repository.ts';
import type { ImportActor, ImportReport, ImportRequest } from './import.ts';
import { prepareImport } from './prepare-import.ts';
import { stageSource } from './stage-source.ts';
import { analyzeLayer, deleteStaged, insertStaged, stagedExtent } from './staging.repository.ts';
import type { StagingTarget } from './staging.repository.ts';

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
  await progress(db, id, {
    format: description.format,
    encoding: description.encoding?.name ?? null,
  });
  const { layerInFile, transformation, layer, rules, area, notes } = await prepareImport(
    db,
    request,
    source,
  );
  await progress(db, id, {
    source_layer: layerInFile.name,
    declared_crs: layerInFile.crs.epsg,
    used_crs: transformation.from,
    transformation: transformation.name,
    accuracy_meters: transformation.accuracyMeters,
    total_count: layerInFile.featureCount,
  });
  const target: StagingTarget = {
    importId: id,
    geometryType: layer.geometryType,
    dimensions: layer.dimensions,
    sourceCrs: transformation.from,
    storageCrs: transformation.to,
    area,
    repair: request.invalid === 'repair',
  };
  const { read, faults, sourceExtent } = await stageSource(
    db,
    source,
    layerInFile,
    rules,
    target,
    async (count) => {
      signal.throwIfAborted();
      await progress(db, id, { read_count: count });
      onProgress(count, layerInFile.featureCount);
    },
  );
  checkComplete(request.fileName, layerInFile, read);
  faults.refuseFatal(request.fileName, read);
  const extent = await stagedExtent(db.kysely, id, transformation.to);
  await db.kysely.transaction().execute(async (trx) => {
    if (!(await updateImport(trx, id, { state: 'writing' }))) throw cancelled();
    await claimImport(trx, id, actor, `Importazione di ${request.fileName}`);
    if (request.create) await createLayer(trx, layer);
    const imported = await insertStaged(trx, id, layer);
    await updateImport(trx, id, {
      state: 'done',
      finished_at: new Date(),
      imported_count: imported,
      repaired_count: faults.repairedCount,
      rejected_count: faults.rejectedCount,
      repaired: JSON.stringify(faults.repaired),
      rejected: JSON.stringify(faults.rejected),
      notes: JSON.stringify([...description.notes, ...notes]),
      source_extent: sourceExtent,
      extent,
    });
  });
  await analyzeLayer(db.kysely, layer.id);
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
