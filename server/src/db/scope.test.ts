import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { Hono } from 'hono';
import type { Env } from '../http/env.ts';
import { problemHandler } from '../http/problem.ts';
import { describeOnBothEngines, seedPrincipal, seedUnion } from '../testing/harness.ts';
import { READ_SECONDS, WRITE_SECONDS, inScope } from './scope.ts';
import { isOverdue, isUnreachable } from './unreachable.ts';

describeOnBothEngines('a transaction in scope', (server, engine) => {
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

  it('bounds its statements, and only its own', async () => {
    const { db } = server();
    const bound = sql<{ bound: string }>`select current_setting('statement_timeout') as bound`;
    const within = async (seconds?: number) =>
      (await inScope(db, null, (trx) => bound.execute(trx), seconds)).rows[0]!.bound;
    expect(await within()).toBe(`${READ_SECONDS / 60}min`);
    expect(await within(WRITE_SECONDS)).toBe(`${WRITE_SECONDS / 60}min`);
    expect((await bound.execute(db.kysely)).rows[0]!.bound).toBe('0');
  });

  // The embedded engine has no timers; it has one connection and its own process, too.
  it.runIf(engine === 'postgres')('answers «not ready» for one that takes longer', async () => {
    const { db } = server();
    const app = new Hono<Env>();
    app.onError((error, c) => {
      expect([isOverdue(error), isUnreachable(error)]).toEqual([true, false]);
      return problemHandler(() => {})(error, c);
    });
    app.get('/', async (c) => {
      await inScope(db, null, (trx) => sql`select pg_sleep(600)`.execute(trx), 0.01);
      return c.text('slept');
    });
    const answer = await app.request('/');
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({
      code: 'not-ready',
      detail: expect.stringContaining('tempo'),
    });
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
