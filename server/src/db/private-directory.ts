/** Directories of people's data: the database in them has password hashes, which an umask of 022 would show anybody. */
import { chmod, mkdir, stat } from 'node:fs/promises';

const OTHERS = 0o077;

/**
 * Makes the directory, for this user alone; one that is there is narrowed. For directories that hold nothing but
 * ours: SIT_HOME itself may be a place where others live.
 */
export async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0) return;
  try {
    await chmod(path, 0o700);
  } catch (error) {
    // A container's volume may belong to root; what is made within is this user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
