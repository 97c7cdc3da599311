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
import type { Layer } from '@sit/core/layer';
import { mayManageLayers } from '@sit/core/permission';
import type { Transaction, Updateable } from 'kysely';
import { recordOrLog } from '../audit/record-or-log.ts';
import { requirePerson } from '../auth/person.service.ts';
import type { Database } from '../db/database.ts';
import { asOwner } from '../db/scope.ts';
import type { ImportTable, Tables } from '../db/tables.ts';
import { beginServerChangeSet } from '../changesets/change-set.service.ts';
import { describeError } from '../http/describe-error.ts';
import { Problem, refuse } from '../http/problem.ts';
import { createLayer, recordAccess, refuseOverlaps } from '../layers/layer.service.ts';
import { closeAbandoned, insertImport, selectImport, updateImport } from './import.repository.ts';
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

/** Told and asked while an import runs. */
export interface ImportHooks {
  /** Aborting ends the import wherever it is. */
  signal?: AbortSignal | undefined;
  onProgress?: ((read: number, total: number | null) => void) | undefined;
  /** The file is no longer needed; called before the end is recorded. */
  release?: (() => Promise<void>) | undefined;
}

/** Refuses what can never name a layer: before a file is received for it. */
export function requireLayerId(id: string): void {
  if (!LAYER_ID.test(id))
    throw refuse(
      'invalid-parameter',
      `«${id}» non può essere l’identificativo di un livello: minuscole senza accenti, cifre e _, al più 48, la prima una lettera.`,
      { faults: [{ place: 'layer', reason: 'invalid-id', message: 'Identificativo non valido.' }] },
    );
}

/** Records the import as waiting; {@link runImport} does it. */
export async function registerImport(
  { db }: Pick<ImportDeps, 'db'>,
  actor: ImportActor,
  request: ImportRequest,
  file: ImportedFile,
): Promise<string> {
  requireLayerId(request.layer);
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
 * which the record keeps too. By then files and staged rows are gone.
 */
export async function runImport(
  deps: ImportDeps,
  actor: ImportActor,
  id: string,
  request: ImportRequest,
  hooks: ImportHooks = {},
): Promise<ImportReport> {
  const { db } = deps;
  const { signal } = hooks;
  let source: Source | undefined;
  const release = async (): Promise<void> => {
    await source?.close();
    source = undefined;
    await hooks.release?.();
  };
  try {
    await progress(db, id, { state: 'reading' });
    source = await openSource(
      { path: request.path, name: request.fileName },
      { encoding: request.encoding, signal, temporaryDirectory: deps.temporaryDirectory },
    );
    const staged = await stage(db, id, request, source, hooks);
    await release();
    await progress(db, id, { state: 'writing' });
    await write(db, actor, id, request, staged);
    await asOwner(db, (trx) => analyzeLayer(trx, staged.layer.id));
    return (await selectImport(db.kysely, id))!;
  } catch (error) {
    await release();
    await deleteStaged(db.kysely, id);
    const problem = signal?.aborted ? cancelled() : problemOf(error, request);
    const { code } = problem.refusal;
    const failed = code === 'unexpected';
    if (failed) deps.log({ level: 'error', import: id, error: describeError(error) });
    const state = signal?.aborted ? 'cancelled' : failed ? 'failed' : 'refused';
    const ended = await updateImport(db.kysely, id, {
      state,
      finished_at: new Date(),
      problem: JSON.stringify(problem.refusal),
    });
    // Here, since the request was answered long before (audit/record-refusals.ts); not where another process cancelled.
    if (ended && state === 'refused')
      await recordOrLog(deps, {
        event: 'write-refused',
        actor: actor.actor,
        subject: `layer/${request.layer}`,
        detail: { import: id, code },
      });
    throw problem;
  }
}

/** What the write needs, all of it decided. */
interface Staged {
  layer: Layer;
  result: Updateable<ImportTable>;
}

async function stage(
  db: Database,
  id: string,
  request: ImportRequest,
  source: Source,
  { signal, onProgress }: ImportHooks,
): Promise<Staged> {
  const { description } = source;
  const encoding = description.encoding?.name ?? null;
  await progress(db, id, { format: description.format, encoding });
  const prepared = await prepareImport(db, request, source);
  const { layerInFile, transformation, layer, rules } = prepared;
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
    area: prepared.area,
    repair: request.invalid === 'repair',
  };
  const afterBatch = async (read: number): Promise<void> => {
    signal?.throwIfAborted();
    await progress(db, id, { read_count: read });
    onProgress?.(read, layerInFile.featureCount);
  };
  const { read, faults, sourceExtent } = await stageSource(
    db,
    source,
    layerInFile,
    rules,
    target,
    afterBatch,
  );
  checkComplete(request.fileName, layerInFile, read);
  faults.refuseFatal(request.fileName, read);
  return {
    layer,
    result: {
      repaired_count: faults.repairedCount,
      rejected_count: faults.rejectedCount,
      repaired: JSON.stringify(faults.repaired),
      rejected: JSON.stringify(faults.rejected),
      notes: JSON.stringify([...description.notes, ...prepared.notes]),
      source_extent: sourceExtent,
      extent: await stagedExtent(db.kysely, id, transformation.to),
    },
  };
}

/** Everything or nothing. */
async function write(
  db: Database,
  actor: ImportActor,
  id: string,
  request: ImportRequest,
  { layer, result }: Staged,
): Promise<void> {
  await asOwner(db, async (trx) => {
    await beginServerChangeSet(trx, {
      id,
      personId: actor.personId,
      author: actor.name,
      message: `Importazione di ${request.fileName}`,
    });
    if (request.create) await createLayer(trx, layer);
    const imported = await insertStaged(trx, id, layer);
    await deleteStaged(trx, id);
    // Outside a boundary is the source's affair; a coverage that is none would refuse every later edit of it.
    if (layer.coverage) await refuseOverlaps(trx, layer.id, 'invalid-file');
    await refuseWithdrawn(trx, actor.personId);
    const done = {
      ...result,
      state: 'done',
      imported_count: imported,
      finished_at: new Date(),
    } as const;
    if (!(await updateImport(trx, id, done))) throw cancelled();
    if (request.create) await recordAccess(trx, actor.actor, null, layer);
  });
}

/** It may be long since they asked. Refuses `unauthenticated`, `forbidden`. */
async function refuseWithdrawn(trx: Transaction<Tables>, personId: string | null): Promise<void> {
  if (personId === null) return;
  const person = await requirePerson(trx, personId);
  if (person.disabledAt)
    throw refuse('unauthenticated', 'L’accesso di chi importava è stato revocato.');
  if (!mayManageLayers(person))
    throw refuse('forbidden', 'Chi importava non amministra più i livelli dell’unione.');
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

function problemOf(error: unknown, request: ImportRequest): Problem {
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
