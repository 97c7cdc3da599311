/** Imports in tests: done at once, with what they left in the database and on the disk. */
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { actorAt } from '../../auth/testing.ts';
import type { TestServer } from '../../testing/harness.ts';
import type { ImportActor, ImportReport, ImportRequest } from '../import.ts';
import { registerImport, runImport } from '../import.service.ts';
import { describeFile } from '../upload.ts';

export const ACTOR = { personId: null, name: 'Eva Unione', actor: actorAt('192.0.2.1') };

export type Asked = Partial<ImportRequest> & Pick<ImportRequest, 'layer'>;

export interface Importer {
  id: string;
  run(
    signal?: AbortSignal,
    onProgress?: (read: number, total: number | null) => void,
  ): Promise<ImportReport>;
}

export async function register(
  { db, config, deps }: TestServer,
  path: string,
  asked: Asked,
  actor: ImportActor = ACTOR,
): Promise<Importer> {
  const temporaryDirectory = join(config.home, 'uploads');
  await mkdir(temporaryDirectory, { recursive: true });
  const request: ImportRequest = {
    path,
    fileName: basename(path),
    create: false,
    invalid: 'repair',
    readableBy: 'public',
    ...asked,
  };
  const id = await registerImport({ db }, actor, request, await describeFile(path));
  return {
    id,
    run: (signal, onProgress) =>
      runImport({ db, temporaryDirectory, log: deps.log }, actor, id, request, {
        signal,
        onProgress,
      }),
  };
}

export async function importFile(
  server: TestServer,
  path: string,
  asked: Asked,
): Promise<ImportReport> {
  return (await register(server, path, asked)).run();
}

/** Whatever of a layer's import there is, anywhere: all empty after a refusal. */
export async function remains({ owner, config }: TestServer, layer: string): Promise<unknown> {
  const { rows } = await sql<{ tables: number; layers: number; staged: number; changes: number }>`
    select
      (select count(*) from information_schema.tables where table_schema in ('territory', 'history') and table_name = ${layer}) as tables,
      (select count(*) from sit.layer where id = ${layer}) as layers,
      (select count(*) from sit.import_row) as staged,
      (select count(*) from sit.change where layer = ${layer}) as changes`.execute(owner);
  return { ...rows[0], files: await readdir(join(config.home, 'uploads')).catch(() => []) };
}

export const NOTHING = { tables: 0, layers: 0, staged: 0, changes: 0, files: [] };
