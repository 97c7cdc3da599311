/** `sit serve`: open, migrate, fill an empty database with the demo, listen until told to stop. */
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { createApp } from '../app.ts';
import { ConfigError } from '../config.ts';
import type { Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import type { Deps } from '../deps.ts';
import { stepPrinter } from './progress.ts';
import { openConfigured } from './session.ts';

const GRACE_MILLISECONDS = 5_000;

export async function runServe(_args: string[], config: Config): Promise<number> {
  const stop = stopSignal();
  const step = stepPrinter(console.log);
  const db = await step(config.databaseUrl ? 'PostGIS raggiunto' : 'Base dati integrata aperta', () =>
    openConfigured(config),
  );
  try {
    await step('Schema aggiornato', () => migrate(db));
    const deps: Deps = { db, config, log: (line) => console.error(JSON.stringify(line)) };
    const server = await listen(deps);
    console.log(`ready ${config.publicUrl}`);
    await stop;
    console.log('Chiusura…');
    await close(server);
    return 0;
  } finally {
    await db.close();
  }
}

async function listen(deps: Deps): Promise<ServerType> {
  const { host, port } = deps.config;
  const server = serve({ fetch: createApp(deps).fetch, hostname: host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new ConfigError(`SIT_PORT: la porta ${port} di ${host} è già occupata da un altro programma.`);
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
