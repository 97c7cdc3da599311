/** Worker thread that runs the embedded PostGIS (PGlite) and serves it on a unix socket. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { correctProtocol } from './embedded-protocol.ts';

const { dataDir, socketPath } = workerData as { dataDir: string | null; socketPath: string };

const database = await PGlite.create({
  ...(dataDir === null ? {} : { dataDir }),
  extensions: { postgis },
});
correctProtocol(database);
const server = new PGLiteSocketServer({ db: database, path: socketPath });
await server.start();
parentPort!.postMessage('ready');

parentPort!.once('message', async () => {
  await server.stop();
  await database.close();
  parentPort!.close();
});
