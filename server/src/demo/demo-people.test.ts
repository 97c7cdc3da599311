/** People of the demonstration are nowhere else. */
import { beforeAll, expect, it } from 'vitest';
import { addPerson } from '../auth/person.service.ts';
import { PASSWORD, seedPeople } from '../auth/testing.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { addDemoPeople } from './demo-sign-ins.ts';

describeOnBothEngines('people of the demonstration', (server) => {
  const db = () => server().db.kysely;
  const become = (fictitious: boolean) =>
    server().owner.updateTable('sit.territory_union').set({ fictitious }).execute();
  const demoPeople = () =>
    db().selectFrom('sit.person').select('email').where('demo', '=', true).execute();
  const demo = { email: 'demo@unione.demo', name: 'Demo', password: PASSWORD, grants: [] };

  beforeAll(() => seedPeople(server().db));

  it('are refused by the database in a union that is not fictitious', async () => {
    await become(false);
    await expect(addPerson(db(), { ...demo, demo: true })).rejects.toMatchObject({ code: 'SI002' });
    await expect(
      db()
        .updateTable('sit.person')
        .set({ demo: true })
        .where('email', '=', 'tecnico@example.org')
        .execute(),
    ).rejects.toMatchObject({ code: 'SI002' });
    expect(await demoPeople()).toEqual([]);
    await addPerson(db(), { ...demo, email: 'vera@unione.example' });
    await become(true);
  });

  it('keep a demonstration from becoming a union that is not fictitious', async () => {
    const { emails } = await db()
      .transaction()
      .execute((trx) => addDemoPeople(trx));
    expect((await demoPeople()).map(({ email }) => email).toSorted()).toEqual(emails.toSorted());
    await expect(become(false)).rejects.toMatchObject({ code: 'SI002' });
    await db().deleteFrom('sit.person').where('demo', '=', true).execute();
    await become(false);
    await become(true);
  });
});
