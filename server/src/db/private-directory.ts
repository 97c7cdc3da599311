/** Directories of people's data: the database in them has password hashes, which an umask of 022 would show anybody. */
import { chmod, mkdir, stat } from 'node:fs/promises';

const OTHERS = 0o077;
/** Of a directory that is everybody's on purpose, such as /tmp. */
const STICKY = 0o1000;

/** Makes the directory, for this user alone; one that is there is narrowed, unless it is another's to rule. */
export async function privateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0 || (mode & STICKY) !== 0) return;
  try {
    await chmod(path, 0o700);
  } catch (error) {
    // A container's volume may belong to root; what is made within is this user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
