/** What counting requests costs: the same empty answer with the limiter before it and without, in turns. */
import { Hono } from 'hono';
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/db/database.ts';
import type { Env } from '../../server/src/http/env.ts';
import { limitAddress } from '../../server/src/limits/limit-requests.ts';
import { requestLimiter } from '../../server/src/limits/request-limiter.service.ts';

/** Each of its own address, within the standard limit of a minute: leases are as long as in service. */
const ROUNDS = 20;
const REQUESTS = 3000;

export interface LimitPass {
  requests: number;
  /** Medians over the rounds, of one request. */
  withoutMicroseconds: number;
  withMicroseconds: number;
  /** Of the first request of an address, which asks the database. */
  leaseMilliseconds: number;
}

export async function measureLimits(database: string): Promise<LimitPass> {
  const db = await openDatabase({ url: database, dataDir: null });
  try {
    const deps = { db, config: readConfig({}, '.'), log: () => {} };
    const answering = (): Hono<Env> => new Hono<Env>();
    const plain = answering().get('/', (c) => c.text('ok'));
    const limited = answering()
      .use(limitAddress(deps, requestLimiter(db.kysely)))
      .get('/', (c) => c.text('ok'));
    const without: number[] = [];
    const counted: number[] = [];
    const leases: number[] = [];
    await timed(limited, '192.0.2.1', REQUESTS);
    for (let round = 0; round < ROUNDS; round++) {
      const address = `198.51.100.${round}`;
      leases.push(await timed(limited, address, 1));
      const ways: [number[], Hono<Env>][] = [
        [without, plain],
        [counted, limited],
      ];
      for (const [times, app] of round % 2 === 0 ? ways : ways.toReversed())
        times.push((await timed(app, address, REQUESTS)) / REQUESTS);
    }
    return {
      requests: REQUESTS,
      withoutMicroseconds: median(without) * 1000,
      withMicroseconds: median(counted) * 1000,
      leaseMilliseconds: median(leases),
    };
  } finally {
    await db.close();
  }
}

/** Milliseconds of `count` requests, one after another. */
async function timed(app: Hono<Env>, remoteAddress: string, count: number): Promise<number> {
  const connection = {
    incoming: { socket: { remoteAddress, remotePort: 1, remoteFamily: 'IPv4' } },
  };
  const start = performance.now();
  for (let n = 0; n < count; n++) {
    const { status } = await app.request('/', {}, connection);
    if (status !== 200) throw new Error(`refused with ${status}`);
  }
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
