import { beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnBothEngines, seedUnion } from '../testing/harness.ts';
import { originCommand } from './origin.ts';

describeOnBothEngines('sit origin', (server) => {
  const lines: string[] = [];
  const run = (...argv: string[]): Promise<number> =>
    originCommand(argv, server().db.kysely, (line) => lines.push(line));

  beforeAll(() => seedUnion(server().db));
  beforeEach(() => void lines.splice(0));

  it('registers a portal, as an address bar shows it too, lists it and takes it off, on the record', async () => {
    expect(await run('add', 'https://www.comune.example.it/', '--municipality', 'C096')).toBe(0);
    expect(await run('add', 'https://www.unione.example.it')).toBe(0);
    lines.splice(0);
    expect(await run('list')).toBe(0);
    expect(lines).toEqual([
      'https://www.comune.example.it  C096',
      'https://www.unione.example.it  unione',
    ]);
    expect(await run('remove', 'https://www.comune.example.it/')).toBe(0);
    lines.splice(0);
    await run('list');
    expect(lines).toEqual(['https://www.unione.example.it  unione']);
    const entries = await server()
      .owner.selectFrom('sit_audit.entry')
      .select(['event', 'subject', 'municipality', 'credential'])
      .orderBy('seq')
      .execute();
    const credential = 'command-line';
    expect(entries).toEqual([
      {
        event: 'origin-registered',
        subject: 'origin/https://www.comune.example.it',
        municipality: 'C096',
        credential,
      },
      {
        event: 'origin-registered',
        subject: 'origin/https://www.unione.example.it',
        municipality: null,
        credential,
      },
      {
        event: 'origin-removed',
        subject: 'origin/https://www.comune.example.it',
        municipality: 'C096',
        credential,
      },
    ]);
  });

  it.each([
    ['a path', ['add', 'https://www.comune.example.it/mappa'], 'invalid-request'],
    ['an address in clear', ['add', 'http://www.comune.example.it'], 'invalid-request'],
    [
      'a municipality of no union',
      ['add', 'https://a.example', '--municipality', 'X999'],
      'not-found',
    ],
    ['the removal of what is not there', ['remove', 'https://a.example'], 'not-found'],
  ])('refuses %s', async (_what, argv, code) => {
    await expect(run(...argv)).rejects.toMatchObject({ refusal: { code } });
  });

  it.each([
    [[]],
    [['add']],
    [['rename', 'https://a.example']],
    [['list', '--all']],
    [['list', 'more']],
    [['add', 'https://a.example', 'more']],
  ])('says how it is used for %j', async (argv) => {
    expect(await run(...argv)).toBe(2);
    expect(lines.join('\n')).toContain('sit origin add');
  });
});
