/** One process a data directory: two would corrupt it. */
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
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
  await mkdir(dirname(lockFile), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      const file = await open(lockFile, 'wx');
      await file.write(String(process.pid));
      await file.close();
      return () => rm(lockFile, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''));
      if (isRunning(holder) && !(await isOfAnEarlierProcess(lockFile, holder)))
        throw new DirectoryInUse(directory, holder);
      await rm(lockFile, { force: true });
    }
  }
}

/** A container's processes have the same numbers at every start: one before this may have had ours. */
async function isOfAnEarlierProcess(lockFile: string, holder: number): Promise<boolean> {
  if (holder !== process.pid) return false;
  const written = await stat(lockFile).catch(() => null);
  return written === null || written.mtimeMs < performance.timeOrigin;
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
