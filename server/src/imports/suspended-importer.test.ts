/** An import waits for others and reads for minutes: whoever asked for it may be suspended meanwhile. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geojsonPoints } from '@sit/formats/testing/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changePerson } from '../auth/people.service.ts';
import { actorAt, personId, seedPeople } from '../auth/testing.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { selectImport } from './import.repository.ts';
import { NOTHING, register, remains } from './testing/import-harness.ts';

describeOnBothEngines('an import of somebody who is suspended before it writes', (server) => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-suspended-'));
    await seedPeople(server().db);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is refused, saying why, and leaves nothing', async () => {
    const { db } = server();
    const path = join(directory, 'punti.geojson');
    await writeFile(path, geojsonPoints([[14.1, 41.8]], [{ n: 1 }]));
    const id = await personId(db, 'tecnico@example.org');
    const asked = { layer: 'points', create: true, municipality: 'C096' };
    const who = { personId: id, name: 'Tito Tecnico', actor: actorAt() };
    const importer = await register(server(), path, asked, who);
    await changePerson(db.kysely, id, { suspended: true }, actorAt());
    await expect(importer.run()).rejects.toThrow(/revocato/);
    expect(await selectImport(db.kysely, importer.id)).toMatchObject({
      state: 'refused',
      problem: { code: 'unauthenticated', detail: expect.stringContaining('revocato') },
    });
    expect(await remains(server(), 'points')).toEqual(NOTHING);
  });
});
