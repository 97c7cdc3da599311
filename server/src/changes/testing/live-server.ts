/** The stream of changes on a real socket, and readers of it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { authenticate } from '../../auth/authenticate.ts';
import { cors } from '../../auth/cors.ts';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../http/env.ts';
import { problemHandler } from '../../http/problem.ts';
import { changesRoutes } from '../changes.routes.ts';
import type { StreamTiming } from '../changes.routes.ts';
import type { StreamLimits } from '../stream-limits.ts';
import { actingAs } from '../../testing/acting-as.ts';

export interface LiveServer {
  /** Of `/api/changes`. */
  url: string;
  stop: () => Promise<void>;
}

const TIMING: StreamTiming = { heartbeatMilliseconds: 15_000, stallMilliseconds: 30_000 };

export async function startLiveServer(
  deps: Deps,
  timing: Partial<StreamTiming> = {},
  limits?: StreamLimits,
): Promise<LiveServer> {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.use(actingAs(() => null));
  app.use(cors(deps));
  app.use(authenticate(deps));
  app.route('/api', changesRoutes(deps, { ...TIMING, ...timing }, limits));
  const server = serve({ fetch: app.fetch, hostname: 'localhost', port: 0 });
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/api/changes`,
    stop: async () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Told {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
}

export interface Following {
  response: Response;
  /** All that has come so far. */
  events: Told[];
  comments: string[];
  /** Resolves with the first event that `wanted` accepts; rejects when the stream ends before. */
  until: (wanted: (told: Told) => boolean) => Promise<Told>;
  /** `fid.version` of the changes that have come. */
  changes: () => string[];
  stop: () => void;
}

export async function follow(
  url: string,
  headers: Record<string, string> = {},
): Promise<Following> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const events: Told[] = [];
  const comments: string[] = [];
  let ended = false;
  let look = (): void => {};
  const reading = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks)
        if (block.startsWith(':')) comments.push(block);
        else events.push(parse(block));
      look();
    }
  };
  void reading()
    .catch(() => {})
    .finally(() => {
      ended = true;
      look();
    });
  return {
    response,
    events,
    comments,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = events.find(wanted);
          if (found) resolve(found);
          else if (ended) reject(new Error('the stream has ended'));
        };
        look();
      }),
    changes: () =>
      events
        .filter(({ event }) => event === 'change')
        .map(({ data }) => `${String(data['fid'])}.${String(data['version'])}`),
    stop: () => abort.abort(),
  };
}

function parse(block: string): Told {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)!.slice(1) as [string, string]),
  );
  return { event: fields['event']!, id: fields['id'], data: JSON.parse(fields['data']!) };
}

export const isChangeOf =
  (fid: number, version = 1) =>
  ({ event, data }: Told): boolean =>
    event === 'change' && data['fid'] === fid && data['version'] === version;
