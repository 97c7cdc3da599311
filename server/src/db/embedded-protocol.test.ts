import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { inScope } from './scope.ts';

describeOnBothEngines('a failing statement', (server) => {
  it.each([
    ['in its values', () => sql`select ${'x'}::int`, '22P02'],
    ['while it runs', () => sql`select 1 / ${0}::int`, '22012'],
    ['while it is parsed', () => sql`select ${1}::int from nowhere`, '42P01'],
    ['by permission', () => sql`delete from sit.layer where id = ${'x'}`, '42501'],
  ])('%s leaves the connection in step with its answers', async (_, statement, code) => {
    const { db } = server();
    for (let round = 0; round < 5; round++) {
      await expect(inScope(db, null, (trx) => statement().execute(trx))).rejects.toMatchObject({
        code,
      });
      const { rows } = await inScope(db, null, (trx) =>
        sql`select ${round}::int as round, ${'a'}::text as name`.execute(trx),
      );
      expect(rows).toEqual([{ round, name: 'a' }]);
    }
  });
});
