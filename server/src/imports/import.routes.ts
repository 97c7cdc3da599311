/** `/api/imports`: upload a file, follow its import, stop it. For the union's administrators. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCrs } from '@sit/core/crs';
import type { Principal } from '@sit/core/permission';
import { mayManageLayers } from '@sit/core/permission';
import { isUuid } from '@sit/core/uuid';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { invalid, refuseUnknown } from '../http/query.ts';
import { INVALID_POLICIES } from './import.ts';
import type { ImportRequest, InvalidPolicy } from './import.ts';
import { ImportQueue } from './import-queue.ts';
import { markCancelled, selectImport, selectImports } from './import.repository.ts';
import { registerImport, requireLayerId } from './import.service.ts';
import { receiveUpload, sweepUploads } from './upload.ts';

const MAX_UPLOAD_BYTES = 512 * 1024 ** 2;
const LISTED_IMPORTS = 50;
const PARAMETERS = [
  'layer',
  'create',
  'municipality',
  'municipality_field',
  'crs',
  'encoding',
  'invalid',
  'source_layer',
  'readable_by',
  'filename',
];

/** The one body that may take as long as it keeps coming. */
export function isUpload(c: Context): boolean {
  return c.req.method === 'POST' && c.req.path === '/api/imports';
}

export function importRoutes(deps: Deps, { maxUploadBytes = MAX_UPLOAD_BYTES } = {}): Hono<Env> {
  const { db, log } = deps;
  const directory = join(deps.config.home, 'uploads');
  const queue = new ImportQueue({ db, log, temporaryDirectory: directory });
  return new Hono<Env>()
    .post('/imports', async (c) => {
      const caller = requireManager(c);
      refuseUnknown(c, PARAMETERS);
      const request = parseRequest(c);
      await sweepUploads(directory, Date.now());
      const length = c.req.header('Content-Length');
      const upload = await receiveUpload(
        c.req.raw.body,
        length === undefined ? null : Number(length),
        directory,
        maxUploadBytes,
      );
      const actor = { personId: caller.userId, name: caller.name, actor: requestActor(c) };
      const asked = { ...request, path: upload.path };
      const id = await registerImport({ db }, actor, asked, upload).catch(
        async (error: unknown) => {
          await rm(upload.path, { force: true });
          throw error;
        },
      );
      queue.add(id, actor, asked);
      return c.json(await selectImport(db.kysely, id), 202, { Location: `/api/imports/${id}` });
    })
    .get('/imports', async (c) => {
      requireManager(c);
      refuseUnknown(c, []);
      return c.json({ imports: await selectImports(db.kysely, LISTED_IMPORTS) }, 200, NOT_STORED);
    })
    .get('/imports/:id', async (c) => {
      requireManager(c);
      refuseUnknown(c, []);
      return c.json(await find(c), 200, NOT_STORED);
    })
    .delete('/imports/:id', async (c) => {
      requireManager(c);
      refuseUnknown(c, []);
      const { id } = await find(c);
      await markCancelled(db.kysely, id);
      queue.abort(id);
      return c.json(await find(c));
    });

  async function find(c: Context<Env>) {
    const id = c.req.param('id') ?? '';
    const report = isUuid(id) ? await selectImport(db.kysely, id) : null;
    if (!report) throw refuse('not-found', `L’importazione «${id}» non esiste.`);
    return report;
  }
}

const NOT_STORED = { 'Cache-Control': 'no-store' };

function requireManager(c: Context<Env>): Principal {
  const { caller } = c.var;
  if (!caller) throw refuse('unauthenticated', 'Per importare occorre accedere.');
  if (!mayManageLayers(caller))
    throw refuse('forbidden', 'Importano solo gli amministratori dell’unione.');
  return caller;
}

function parseRequest(c: Context<Env>): Omit<ImportRequest, 'path'> {
  const query = c.req.query();
  const layer = query['layer'];
  if (!layer) throw invalid('layer', 'Manca il parametro layer: il livello in cui importare.');
  requireLayerId(layer);
  const crsText = query['crs'];
  const crs = crsText === undefined ? undefined : parseCrs(crsText);
  if (crs === null) throw invalid('crs', `crs=${crsText}: occorre un codice come EPSG:3004.`);
  return {
    fileName: fileNameOf(c),
    layer,
    create: oneOf('create', query['create'] ?? 'false', ['true', 'false']) === 'true',
    municipality: query['municipality'],
    municipalityField: query['municipality_field'],
    crs,
    encoding: query['encoding'],
    invalid: oneOf<InvalidPolicy>('invalid', query['invalid'] ?? 'repair', INVALID_POLICIES),
    sourceLayer: query['source_layer'],
    readableBy: oneOf('readable_by', query['readable_by'] ?? 'public', ['public', 'offices']),
  };
}

function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((each) => each === value);
  if (found === undefined)
    throw invalid(name, `${name}=${value}: i valori ammessi sono ${values.join(', ')}.`);
  return found;
}

/** From `?filename=`, else `Content-Disposition` (RFC 6266); its folders are dropped. */
function fileNameOf(c: Context<Env>): string {
  const disposition = c.req.header('Content-Disposition') ?? '';
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]*)"|filename=([^;\s]+)/i.exec(disposition);
  const name =
    c.req.query('filename') ?? (extended ? decodePercent(extended) : (plain?.[1] ?? plain?.[2]));
  const base = name
    ?.replace(/^.*[\\/]/, '')
    .replaceAll('\0', '')
    .trim()
    .slice(0, 200);
  return base || 'file';
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
