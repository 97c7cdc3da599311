/** `sit serve`: open, migrate, fill an empty database with the demo, listen until told to stop. */
import { once } from 'node:events';
import type { ServerType } from '@hono/node-server';
import pino from 'pino';
import { createApp } from '../app.ts';
import { auditHead } from '../audit/audit.service.ts';
import { ChangeWatcher } from '../changes/change-watcher.ts';
import { ConfigError, secretsOf } from '../config.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { mayTakeAnyRole } from '../db/login-power.ts';
import { migrate } from '../db/migrate.ts';
import { keepSignIns, keptSignIns } from '../demo/demo-sign-ins.ts';
import { isEmpty, seedDemo } from '../demo/demo.service.ts';
import type { Deps, Log } from '../deps.ts';
import { describeError } from '../http/describe-error.ts';
import { Problem } from '../http/problem.ts';
import { listenHttp } from '../http/listen.ts';
import { openLog } from '../http/log.ts';
import { WebhookDelivery } from '../webhooks/webhook-delivery.ts';
import { sealSecrets } from '../webhooks/webhook.service.ts';
import { stepPrinter } from './progress.ts';
import type { Step } from './progress.ts';
import { openConfigured } from './session.ts';
import { startWarnings } from './start-warnings.ts';

const GRACE_MILLISECONDS = 5_000;
const DAY_MILLISECONDS = 24 * 3600 * 1000;

export async function runServe(_args: string[], config: Config): Promise<number> {
  const stop = stopSignal();
  const step = stepPrinter(console.log);
  const db = await step(
    config.databaseUrl ? 'PostGIS raggiunto' : 'Base dati integrata aperta',
    () => openConfigured(config),
  );
  try {
    await step('Schema aggiornato', () => migrate(db));
    await sealSecrets(db, config);
    if (await isEmpty(db)) await fillWithDemo(db, config, step);
    const { log, flush } = processLog(config);
    const mayChangeRecord = db.engine === 'postgres' && (await mayTakeAnyRole(db));
    for (const warning of startWarnings(config, mayChangeRecord))
      log({ level: 'warn', what: 'start', warning });
    const deps: Deps = { db, config, log, changes: new ChangeWatcher(db, log) };
    const webhooks = new WebhookDelivery(deps);
    const server = await listen(deps);
    webhooks.start();
    const noting = await noteHead(db, log);
    console.log(`ready ${config.publicUrl}`);
    await printSignIns(config);
    await stop;
    console.log('Chiusura…');
    // First: streams of changes would never end by themselves.
    await webhooks.stop();
    await deps.changes.close();
    await close(server);
    await noting.end();
    flush();
    return 0;
  } finally {
    await db.close();
  }
}

/** To standard error, written as it comes; standard output speaks to whoever started the server. */
function processLog(config: Config): { log: Log; flush: () => void } {
  const destination = pino.destination({ dest: process.stderr.fd, sync: false });
  return {
    log: openLog((line) => void destination.write(line), secretsOf(config)),
    flush: () => destination.flushSync(),
  };
}

/**
 * Logs the record's last number and hash now, once a day, and at the end: the log is the second place that
 * whoever changed the record would have to change too (`sit audit verify --head`).
 */
async function noteHead(db: Database, log: Log): Promise<{ end: () => Promise<void> }> {
  const note = async (): Promise<void> => {
    try {
      log({ level: 'info', what: 'audit head', ...(await auditHead(db.kysely)) });
    } catch (error) {
      log({ level: 'error', what: 'audit head', error: describeError(error) });
    }
  };
  await note();
  const daily = setInterval(() => void note(), DAY_MILLISECONDS);
  return {
    async end() {
      clearInterval(daily);
      await note();
    },
  };
}

async function fillWithDemo(db: Database, config: Config, step: Step): Promise<void> {
  await step('Territorio dimostrativo creato', async () => {
    try {
      const signIns = await seedDemo(db, ({ layer, features }) =>
        console.log(`  ${layer}: ${features}`),
      );
      await keepSignIns(config.home, signIns);
    } catch (error) {
      // Another process, started at the same time, was first.
      if (!(error instanceof Problem) || error.refusal.code !== 'already-exists') throw error;
    }
  });
}

async function printSignIns(config: Config): Promise<void> {
  const signIns = await keptSignIns(config.home);
  if (!signIns) return;
  console.log(`Accessi dimostrativi, password «${signIns.password}»:`);
  for (const email of signIns.emails) console.log(`  ${email}`);
}

async function listen(deps: Deps): Promise<ServerType> {
  const { host, port } = deps.config;
  const server = listenHttp(createApp(deps).fetch, host, port);
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new ConfigError(
        `SIT_PORT: la porta ${port} di ${host} è già occupata da un altro programma.`,
      );
    throw new Error(`cannot listen on ${host}:${port}`, { cause });
  }
  return server;
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Lets running requests finish, but not a client that never ends. */
async function close(server: ServerType): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  if (!('closeAllConnections' in server)) return void (await closed);
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
  await closed;
  clearTimeout(impatience);
}
