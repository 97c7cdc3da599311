/** No account that a demonstration shows to everybody is ever in a union that is none (ASVS 5.0 V6.3.2). */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnBothEngines, seedUnion } from '../testing/harness.ts';

describeOnBothEngines('people of the demonstration', (server) => {
  const fictitious = (value: boolean) =>
    sql`update sit.territory_union set fictitious = ${value}`.execute(server().owner);
  const add = (email: string, demo: boolean) =>
    sql`insert into sit.person (email, name, demo) values (${email}, 'X', ${demo})`.execute(
      server().owner,
    );
  const refused = { code: 'SI002' };

  beforeAll(() => seedUnion(server().db));

  it('cannot be added to a union that is real, nor be made of people there', async () => {
    await fictitious(false);
    await expect(add('demo@example.org', true)).rejects.toMatchObject(refused);
    await add('real@example.org', false);
    await expect(
      sql`update sit.person set demo = true where email = 'real@example.org'`.execute(
        server().owner,
      ),
    ).rejects.toMatchObject(refused);
  });

  it('keep a demonstration from becoming real, as long as one is there', async () => {
    await fictitious(true);
    await add('demo@example.org', true);
    await expect(fictitious(false)).rejects.toMatchObject(refused);
    await sql`delete from sit.person where demo`.execute(server().owner);
    await fictitious(false);
  });
});
