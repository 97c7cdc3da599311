import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { inScope } from './scope.ts';

describeOnBothEngines('a transaction in scope', (server) => {
  const whoAmI = sql<{ role: string; plans: boolean; author: string | null }>`
    select current_user as role, sit.plans('C096') as plans, sit.claim('author') as author`;

  it('acts as the public for nobody, as a member with claims for a person', async () => {
    const { db } = server();
    await seedUnion(db);
    const planner = await seedPrincipal(db, 'Ada', [{ role: 'planner', municipality: 'C096' }]);
    const neighbour = await seedPrincipal(db, 'Bea', [{ role: 'planner', municipality: 'H434' }]);
    const ask = (caller: typeof planner | null) =>
      inScope(db, caller, async (trx) => (await whoAmI.execute(trx)).rows[0]);
    expect(await ask(null)).toEqual({ role: 'sit_public', plans: false, author: null });
    expect(await ask(planner)).toEqual({ role: 'sit_planner', plans: true, author: 'Ada' });
    expect(await ask(neighbour)).toEqual({ role: 'sit_planner', plans: false, author: 'Bea' });
  });

  it('leaves nothing behind on its connection', async () => {
    const { db } = server();
    await inScope(db, null, (trx) => whoAmI.execute(trx));
    const { rows } = await whoAmI.execute(db.kysely);
    expect(rows[0]).toMatchObject({ plans: false, author: null });
    expect(rows[0]!.role).not.toBe('sit_public');
  });

  it('cannot read people, sessions or write the catalogue', async () => {
    const { db } = server();
    const caller = await seedPrincipal(db, 'Eva', []);
    for (const statement of [
      'select * from sit.person',
      'delete from sit.layer',
      "update sit.municipality set name = 'x'",
    ])
      await expect(inScope(db, caller, (trx) => sql.raw(statement).execute(trx))).rejects.toThrow(
        /permission denied/,
      );
  });
});
