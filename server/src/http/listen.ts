/** The HTTP server that listens, and how patient it is with whoever connects. */
import type { ServerOptions } from 'node:http';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';

export interface WireTiming {
  /** All of a request's headers. */
  headersMilliseconds: number;
  /** All of a request: the longest upload over a slow line; bodies are watched by patient-body.ts. */
  requestMilliseconds: number;
  /** A connection that waits for its next request. */
  keepAliveMilliseconds: number;
  /** A connection on which nothing moves, either way, while it is asked and answered. */
  silentMilliseconds: number;
  /** How often the first two are looked at. */
  checkMilliseconds: number;
}

export const WIRE_TIMING: WireTiming = {
  headersMilliseconds: 15_000,
  // 200 MB at half a megabit a second.
  requestMilliseconds: 3600_000,
  keepAliveMilliseconds: 10_000,
  silentMilliseconds: 300_000,
  checkMilliseconds: 5_000,
};

const MOST_HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;

/** Begins to listen; wait for `listening`, or `error`. */
export function listenHttp(
  fetch: Parameters<typeof serve>[0]['fetch'],
  host: string,
  port: number,
  timing: WireTiming = WIRE_TIMING,
): ServerType {
  const serverOptions: ServerOptions = {
    headersTimeout: timing.headersMilliseconds,
    requestTimeout: timing.requestMilliseconds,
    keepAliveTimeout: timing.keepAliveMilliseconds,
    connectionsCheckingInterval: timing.checkMilliseconds,
    maxHeaderSize: MOST_HEADER_BYTES,
    // What one parser reads as the end of a request another does not (RFC 9112 §11.2).
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const server = serve({ fetch, hostname: host, port, serverOptions });
  if ('maxHeadersCount' in server) {
    server.maxHeadersCount = MOST_HEADERS;
    server.setTimeout(timing.silentMilliseconds);
  }
  return server;
}
