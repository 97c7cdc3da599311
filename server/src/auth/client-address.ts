/** Network address of whoever is connected; that of a proxy, where one stands before the server. */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** `unknown` only where there is no connection: requests made in-process. */
export function clientAddress(c: Context): string {
  const connected = c.env && 'incoming' in c.env;
  return (connected ? getConnInfo(c).remote.address : undefined) ?? 'unknown';
}
