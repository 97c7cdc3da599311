/**
 * Makes, once a run, what every server test copies: a migrated database of each engine. The PostGIS
 * template sits in a throw-away cluster, the embedded one in a directory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { startCluster } from '../../../packages/tooling/postgres-cluster.mjs';
import { openDatabase } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { TEMPLATE_DATABASE, databaseUrl } from './harness.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'sit-test-'));
  const cluster = await startCluster();
  const embeddedTemplate = join(directory, 'template');
  const embedded = await openDatabase({ url: null, dataDir: embeddedTemplate });
  await migrate(embedded);
  await embedded.close();

  const maintenance = await openDatabase({ url: cluster.url, dataDir: null });
  await maintenance.asLogin((login) =>
    sql.raw(`create database ${TEMPLATE_DATABASE}`).execute(login),
  );
  await maintenance.close();
  const template = await openDatabase({
    url: databaseUrl(cluster.url, TEMPLATE_DATABASE),
    dataDir: null,
  });
  await migrate(template);
  await template.close();

  project.provide('embeddedTemplate', embeddedTemplate);
  project.provide('clusterUrl', cluster.url);
  return async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    embeddedTemplate: string;
    clusterUrl: string;
  }
}
