import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory } from './directory-lock.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sit-lock-'));
});
afterEach(() => rm(home, { recursive: true }));

it('a data directory is held by one process at a time, and free again after its release', async () => {
  const release = await lockDirectory(join(home, 'database'));
  await expect(lockDirectory(join(home, 'database'))).rejects.toBeInstanceOf(DirectoryInUse);
  await release();
  await (
    await lockDirectory(join(home, 'database'))
  )();
});

it('the lock of a killed process is taken over', async () => {
  const killed = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  await once(killed, 'spawn');
  await writeFile(join(home, 'database.pid'), String(killed.pid));
  await expect(lockDirectory(join(home, 'database'))).rejects.toThrow(String(killed.pid));
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  await (
    await lockDirectory(join(home, 'database'))
  )();
});

it('the lock of a killed process that had this one’s number is taken over', async () => {
  const lockFile = join(home, 'database.pid');
  await writeFile(lockFile, String(process.pid));
  const beforeThisProcess = performance.timeOrigin / 1000 - 60;
  await utimes(lockFile, beforeThisProcess, beforeThisProcess);
  const release = await lockDirectory(join(home, 'database'));
  await expect(lockDirectory(join(home, 'database'))).rejects.toBeInstanceOf(DirectoryInUse);
  await release();
});
