/** One process a data directory: two would corrupt it. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export class DirectoryInUse extends Error {
  readonly processId: number;
  constructor(directory: string, processId: number) {
    super(`${directory} è in uso dal processo ${processId}.`);
    this.processId = processId;
  }
}

/** Takes the lock beside `directory`, replacing that of a process that is gone; returns its release. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lockFile = `${directory}.pid`;
  await mkdir(dirname(lockFile), { recursive: true });
  for (;;) {
    try {
      const file = await open(lockFile, 'wx');
      await file.write(String(process.pid));
      await file.close();
      return () => rm(lockFile, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''));
      if (isRunning(holder)) throw new DirectoryInUse(directory, holder);
      await rm(lockFile, { force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
