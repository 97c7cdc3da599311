/** An import waits for others and reads for minutes: whoever asked for it may have lost their access meanwhile. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geojsonPoints } from '@sit/formats/testing/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeGrants, changePerson } from '../auth/people.service.ts';
import { addPerson } from '../auth/person.service.ts';
import { PASSWORD, UNION_ADMIN, actorAt, seedPeople } from '../auth/testing.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { selectImport } from './import.repository.ts';
import { NOTHING, register, remains } from './testing/import-harness.ts';

describeOnBothEngines('an import of somebody who before it is done', (server) => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-withdrawn-'));
    await seedPeople(server().db);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const kysely = () => server().db.kysely;

  it.each<[string, string, (id: string) => Promise<unknown>]>([
    [
      'is suspended',
      'unauthenticated',
      (id) => changePerson(kysely(), id, { suspended: true }, actorAt()),
    ],
    ['loses the role', 'forbidden', (id) => changeGrants(kysely(), id, () => [], actorAt())],
  ])('%s is refused, saying why, and leaves nothing', async (_what, code, withdraw) => {
    const path = join(directory, 'punti.geojson');
    await writeFile(path, geojsonPoints([[14.1, 41.8]], [{ n: 1 }]));
    const id = await addPerson(kysely(), {
      email: `${code}@example.org`,
      name: 'Ivo Importa',
      password: PASSWORD,
      grants: UNION_ADMIN,
    });
    const asked = { layer: 'points', create: true, municipality: 'C096' };
    const who = { personId: id, name: 'Ivo Importa', actor: actorAt() };
    const importer = await register(server(), path, asked, who);
    await withdraw(id);
    await expect(importer.run()).rejects.toThrow(/Chi importava|chi importava/);
    expect(await selectImport(kysely(), importer.id)).toMatchObject({
      state: 'refused',
      problem: { code, detail: expect.stringMatching(/importava/) },
    });
    expect(await remains(server(), 'points')).toEqual(NOTHING);
  });
});
