import { chmod, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { secretBox } from '../secrets/secret-box.ts';
import { openDatabase } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { privateDirectory } from './private-directory.ts';

let parent: string;
let home: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sit-private-'));
  await chmod(parent, 0o755);
  home = join(parent, 'home');
});
afterEach(() => rm(parent, { recursive: true }));

const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o7777).toString(8);

it('an embedded database that was left open to others is this user’s alone once opened, where it stands is as it was', async () => {
  const dataDir = join(home, 'database');
  await cp(inject('embeddedTemplate'), dataDir, { recursive: true });
  for (const each of [home, dataDir]) await chmod(each, 0o755);
  await (await openDatabase({ url: null, dataDir })).close();
  expect([await modeOf(home), await modeOf(dataDir)]).toEqual(['755', '700']);
}, 60_000);

it.each([
  ['the embedded database', async () => (await lockDirectory(join(home, 'database')))()],
  ['the secret', () => secretBox({ secret: null, home })],
])(
  'a home made for %s is this user’s alone, and what it stands in is as it was',
  async (_what, make) => {
    await make();
    expect([await modeOf(home), await modeOf(parent)]).toEqual(['700', '755']);
  },
);

it.each([
  ['open to all', 0o755, '700'],
  ['open to a group', 0o770, '700'],
  ['for its user alone', 0o700, '700'],
  ['narrower already', 0o500, '500'],
])('a directory that is %s comes to the right mode', async (_what, mode, expected) => {
  await mkdir(home);
  await chmod(home, mode);
  await privateDirectory(home);
  expect(await modeOf(home)).toBe(expected);
});
