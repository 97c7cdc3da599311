/** What the record says of imports: layers made, and files refused long after their request was answered. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geojsonPoints } from '@sit/formats/testing/fixtures';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { auditHead, listEntries } from '../audit/audit.service.ts';
import { importCommand, parseImportArguments } from '../cli/import.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { importApi } from './testing/import-api.ts';
import type { ImportApi } from './testing/import-api.ts';
import { register } from './testing/import-harness.ts';

const POINTS = geojsonPoints([[14.1, 41.8]], [{ n: 1 }]);
const AT_CASTELLO = 'municipality=C096&filename=prova.geojson';

describeOnBothEngines('the record of imports', (server) => {
  let directory: string;
  let api: ImportApi;
  let personId: string;
  let before: number;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-imports-'));
    await seedUnion(server().db);
    const admin = await seedPrincipal(server().db, 'Eva Unione', [
      { role: 'union-admin', municipality: null },
    ]);
    personId = admin.userId;
    api = importApi(server(), admin);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    before = (await auditHead(server().db.kysely))?.seq ?? 0;
  });

  async function added() {
    const { entries } = await listEntries(server().db.kysely, {}, 100);
    return entries.filter(({ seq }) => seq > before);
  }

  it('names who made a layer that everybody may read', async () => {
    const query = `layer=open_to_all&create=true&readable_by=public&${AT_CASTELLO}`;
    expect(await api.upload(query, POINTS)).toMatchObject({ state: 'done' });
    expect(await api.upload(`layer=open_to_all&${AT_CASTELLO}`, POINTS)).toMatchObject({
      state: 'done',
    });
    expect(await added()).toMatchObject([
      {
        event: 'layer-access-changed',
        person: personId,
        credential: 'cookie',
        subject: 'layer/open_to_all',
        detail: { before: null, after: { readableBy: 'public' } },
      },
    ]);
  });

  it('names who was refused one, and why', async () => {
    const report = await api.upload(`layer=nowhere&${AT_CASTELLO}`, POINTS);
    expect(report).toMatchObject({ state: 'refused', problem: { code: 'not-found' } });
    await expect.poll(added).toMatchObject([
      {
        event: 'write-refused',
        person: personId,
        personName: 'Eva Unione',
        credential: 'cookie',
        subject: 'layer/nowhere',
        detail: { import: report.id, code: 'not-found' },
      },
    ]);
  });

  it('has nothing of one that was cancelled', async () => {
    const path = join(directory, 'cancelled.geojson');
    await writeFile(path, POINTS);
    const asked = { layer: 'cancelled', create: true, municipality: 'C096' };
    const { id, run } = await register(server(), path, asked);
    expect((await api.request(`/imports/${id}`, { method: 'DELETE' })).status).toBe(200);
    await expect(run()).rejects.toThrow(/annullata/);
    expect(await added()).toEqual([]);
  });

  it('names who works on the machine', async () => {
    const path = join(directory, 'prova.geojson');
    await writeFile(path, POINTS);
    const command = (...more: string[]): Promise<number> => {
      const request = parseImportArguments([path, '--municipality', 'C096', ...more]);
      if (typeof request === 'string') throw new Error(request);
      return importCommand(request, server().db, server().config, { print: () => {} });
    };
    expect(await command('--layer', 'made', '--create', '--readable-by', 'offices')).toBe(0);
    expect(await command('--layer', 'made', '--create')).toBe(1);
    expect(await command('--layer', 'Not a layer')).toBe(1);
    const machine = { credential: 'command-line', personName: userInfo().username, person: null };
    expect((await added()).toReversed()).toMatchObject([
      {
        ...machine,
        event: 'layer-access-changed',
        subject: 'layer/made',
        detail: { after: { readableBy: 'offices' } },
      },
      {
        ...machine,
        event: 'write-refused',
        subject: 'layer/made',
        detail: { code: 'already-exists' },
      },
      {
        ...machine,
        event: 'write-refused',
        subject: 'sit import Not a layer',
        detail: { code: 'invalid-parameter' },
      },
    ]);
  });
});
