/** `GET /api/changes`: the change feed as server-sent events. */
import type { HttpBindings } from '@hono/node-server';
import { LAYER_ID } from '@sit/core/layer';
import { isEmbedKey } from '@sit/core/permission';
import { toWebMercator } from '@sit/core/web-mercator';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { stillIdentified } from '../auth/authenticate.ts';
import { clientAddress, countedAddress } from '../auth/client-address.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { invalid, parseBbox, parseMunicipality, refuseUnknown } from '../http/query.ts';
import type { StreamFilter } from './change-stream.ts';
import { openChangeStream } from './change-stream.service.ts';
import { patientBody } from './server-sent-event.ts';
import { STREAM_LIMITS, streamCounter } from './stream-limits.ts';
import type { StreamLimits } from './stream-limits.ts';

export interface StreamTiming {
  heartbeatMilliseconds: number;
  /** A client that takes nothing for so long is cut off. */
  stallMilliseconds: number;
}

const TIMING: StreamTiming = { heartbeatMilliseconds: 15_000, stallMilliseconds: 30_000 };

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Said to proxies that would keep a stream until it ends (nginx).
  'X-Accel-Buffering': 'no',
  // The server's close waits for kept-alive connections; one that has carried a stream is of no further use.
  Connection: 'close',
};

export function changesRoutes(
  { db, changes: watcher }: Deps,
  timing: StreamTiming = TIMING,
  limits: StreamLimits = STREAM_LIMITS,
): Hono<Env> {
  const countStream = streamCounter(limits);
  return new Hono<Env>().get('/changes', async (c) => {
    refuseUnknown(c, ['layers', 'municipality', 'bbox', 'lastEventId']);
    const filter = parseFilter(c);
    // A browser's own reconnection repeats the URL and adds the header.
    const lastEventId = c.req.header('Last-Event-ID') ?? c.req.query('lastEventId');
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS);
    // An embed key is shown by all who look at its page.
    const { caller } = c.var;
    const person = isEmbedKey(caller) ? null : (caller?.userId ?? null);
    const countOff = countStream(person, countedAddress(clientAddress(c)));
    const gone = new AbortController();
    const pieces = await openChangeStream(db, watcher, lastEventId, {
      filter,
      identify: stillIdentified(c, db),
      heartbeatMilliseconds: timing.heartbeatMilliseconds,
      signal: gone.signal,
    }).catch((error: unknown) => {
      countOff();
      throw error;
    });
    const body = patientBody(pieces, {
      stallMilliseconds: timing.stallMilliseconds,
      stalled: () => (c.env as Partial<HttpBindings> | undefined)?.outgoing?.destroy(),
      ended: () => {
        if (!gone.signal.aborted) countOff();
        gone.abort();
      },
    });
    return c.body(body, 200, HEADERS);
  });
}

function parseFilter(c: Context): StreamFilter {
  const { layers, municipality, bbox } = c.req.query();
  const ids = layers?.split(',') ?? null;
  if (ids && !ids.every((id) => LAYER_ID.test(id)))
    throw invalid('layers', `layers=${layers}: occorrono identificativi di livelli, come a,b.`);
  const box = parseBbox(bbox);
  if (box && box[0] > box[2]) throw invalid('bbox', `bbox=${bbox}: minX supera maxX.`);
  return {
    layers: ids && new Set(ids),
    municipality: parseMunicipality(municipality) ?? null,
    bbox3857: box && toWebMercator(box),
  };
}
