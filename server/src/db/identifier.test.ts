import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { fieldColumn, historyTable, layerTable, quoteIdentifier } from './identifier.ts';

const HOSTILE = [
  'a"b',
  'a; drop table sit.layer; --',
  "o'clock",
  'select',
  'user',
  'É à',
  '日本',
  'a.b',
  '$1',
  '\\"',
];

describe('the names of user layers', () => {
  it.each(HOSTILE.filter((name) => !/^[a-z]+$/.test(name)))(
    '%j is no layer and no field',
    (name) => {
      expect(() => layerTable(name)).toThrow(TypeError);
      expect(() => historyTable(name)).toThrow(TypeError);
      expect(() => fieldColumn(name)).toThrow(TypeError);
    },
  );
  it.each(['fid', 'geometry', 'version'])('%s is no field: the table has that column', (name) => {
    expect(() => fieldColumn(name)).toThrow(TypeError);
  });
  it.each(['', 'a\0b', 'x'.repeat(64)])('%j cannot be quoted', (name) => {
    expect(() => quoteIdentifier(name)).toThrow(TypeError);
  });
});

describeOnBothEngines('a quoted identifier', (server) => {
  it.each(HOSTILE)('%j is a name and nothing else to the database', async (name) => {
    const { rows } = await sql<
      Record<string, number>
    >`select 1 as ${sql.raw(quoteIdentifier(name))}`.execute(server().db.kysely);
    expect(rows).toEqual([{ [name]: 1 }]);
  });
});
