/** Whose network address a request comes from, also behind proxies; and what of it is counted. */
import { SocketAddress, isIP } from 'node:net';
import type { BlockList } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import type { Config } from '../config.ts';
import type { Env } from '../http/env.ts';

const UNKNOWN = 'unknown';
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
/** Some proxies add the client's port (RFC 7239 §6 allows it in `Forwarded`). */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;
const GROUPS = 8;
/** What one line of a provider is given (RFC 6177); within it, addresses are free to take. */
const NETWORK_GROUPS = 4;

/** Middleware: says once for the whole request who the client is. */
export function addressed({ trustedProxies }: Config): MiddlewareHandler<Env> {
  return async function findAddress(c, next) {
    c.set(
      'address',
      forwardedAddress(connectedAddress(c), c.req.header('X-Forwarded-For'), trustedProxies),
    );
    await next();
  };
}

/** `unknown` only where there is no connection: requests made in-process. */
export function clientAddress(c: Context<Env>): string {
  return c.var.address ?? connectedAddress(c);
}

/**
 * The client's address: the connected one, unless that is a proxy trusted by configuration. Then the header is
 * read from its end, where the nearest proxy wrote: the first address that is no trusted proxy is the client.
 * What stands before it, and before anything that is no address, may be anybody's invention.
 */
export function forwardedAddress(
  connected: string,
  header: string | undefined,
  trusted: BlockList | null,
): string {
  if (!trusted || header === undefined) return connected;
  let nearest = connected;
  for (const entry of header.split(',').toReversed()) {
    if (!isTrusted(nearest, trusted)) break;
    const address = canonicalAddress(entry);
    if (address === null) break;
    nearest = address;
  }
  return nearest;
}

/** One spelling for each address, IPv4 out of its IPv6 clothes; null for what is no address. */
export function canonicalAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, bracketed, beforePort] = WITH_PORT.exec(trimmed) ?? [];
  // A zone says by which of this machine's interfaces, not who (RFC 4007 §11).
  const address = (bracketed ?? beforePort ?? trimmed).replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 0) return null;
  if (family === 4) return address;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  return MAPPED.exec(canonical)?.[1] ?? canonical;
}

/** What is counted as one client: an IPv4 address, or the /64 of an IPv6 one. */
export function countedAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: GROUPS - head.length - tail.length }, () => '0');
  const network = [...head, ...(right === undefined ? [] : zeros), ...tail];
  return `${network.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

function connectedAddress(c: Context): string {
  const connected = c.env && 'incoming' in c.env;
  const address = connected ? getConnInfo(c).remote.address : undefined;
  return address === undefined ? UNKNOWN : (canonicalAddress(address) ?? UNKNOWN);
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
