/** What requests are told when PostgreSQL has gone away. */
import { startCluster } from '../../../packages/tooling/postgres-cluster.mjs';
import { expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { ChangeWatcher } from '../changes/change-watcher.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { faultLog } from '../testing/harness.ts';

it('answers 503 not-ready, and logs why, once its database is gone', async () => {
  const cluster = await startCluster();
  const db = await openDatabase({ url: cluster.url, dataDir: null });
  const logged: Record<string, unknown>[] = [];
  const log = faultLog(logged);
  const changes = new ChangeWatcher(db, log);
  const app = createApp({ db, config: readConfig({}, '/'), log, changes });
  try {
    await migrate(db);
    expect((await app.request('/ready')).status).toBe(200);
    await cluster.stop();
    // The first request may still find a connection that is being closed, the second must open one.
    for (const path of ['/ready', '/api/municipalities']) {
      const answer = await app.request(path);
      expect(answer.status, path).toBe(503);
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(await answer.json()).toMatchObject({ code: 'not-ready' });
    }
    expect(logged).toHaveLength(2);
  } finally {
    await db.close();
    await cluster.stop();
  }
});
