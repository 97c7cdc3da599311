/**
 * The embedded database: PGlite with PostGIS in a worker thread, reached through a unix socket by the
 * same driver as a real PostgreSQL. It blocks the thread it runs on, hence the worker; being a thread and
 * not a process, it cannot outlive a killed server.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lockDirectory } from './directory-lock.ts';
import { privateDirectory } from './private-directory.ts';

export interface EmbeddedServer {
  /** Directory of the socket, as postgres.js takes it. */
  socketPath: string;
  stop(): Promise<void>;
}

/**
 * Starts the database kept in `dataDir` (null: in memory). Rejects when another process holds the
 * directory, naming it.
 */
export async function startEmbedded(dataDir: string | null): Promise<EmbeddedServer> {
  const unlock = dataDir === null ? () => Promise.resolve() : await lockDirectory(dataDir);
  if (dataDir !== null) await privateDirectory(dataDir);
  // A socket's path may have 107 bytes at most, which a deep SIT_HOME would exceed.
  const socketDir = await mkdtemp(join(tmpdir(), 'sit-'));
  const socketPath = join(socketDir, '.s.PGSQL.5432');
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { dataDir, socketPath },
  });
  const clean = async (): Promise<void> => {
    await rm(socketDir, { recursive: true, force: true });
    await unlock();
  };
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the database's thread ended with ${code}`)));
    });
  } catch (cause) {
    await clean();
    throw new Error(`the embedded database in ${dataDir ?? 'memory'} did not start`, { cause });
  }
  // Without its database the server is of no use: it ends, telling why, and whoever keeps it up starts it again.
  let stopping = false;
  worker.on('error', (cause) => {
    // A connection that is let go after the close asks the closed engine about its transaction.
    if (stopping) return;
    throw new Error('the embedded database failed', { cause });
  });
  worker.once('exit', (code) => {
    if (!stopping) throw new Error(`the embedded database's thread ended with ${code}`);
  });
  return {
    socketPath,
    stop: async () => {
      stopping = true;
      worker.postMessage('stop');
      await exited;
      await clean();
    },
  };
}
