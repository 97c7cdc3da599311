/** Where a webhook may lead: out, encrypted, and not into the network the server stands in. */
import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { refuse } from '../http/problem.ts';

/** Private, local, shared, multicast and reserved ranges (IANA special-purpose registries); mapped IPv4 addresses are held to IPv4's rules. */
const INSIDE = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INSIDE.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of [
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  INSIDE.addSubnet(address, prefix, 'ipv6');

export class InsideAddress extends Error {
  constructor(host: string) {
    super(`${host} è un indirizzo della rete interna`);
    this.name = 'InsideAddress';
  }
}

/**
 * The address a webhook may be registered with. Refuses `invalid-request` for what is no URL, carries
 * credentials, travels in clear or names an inside address; with `inside` both are allowed.
 */
export function webhookTarget(text: string, inside: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['https:', ...(inside ? ['http:'] : [])].includes(url.protocol))
    throw wrongUrl(`«${text}» non è un indirizzo https.`);
  if (url.username || url.password || url.hash)
    throw wrongUrl('L’indirizzo non può contenere credenziali né frammenti.');
  if (
    !inside &&
    (isInside(bare(url.hostname)) || /^localhost\.?$|\.localhost\.?$/.test(url.hostname))
  )
    throw wrongUrl(`${url.hostname} è nella rete interna: il SIT consegna solo all’esterno.`);
  return url;
}

/**
 * Name resolution for the delivery itself: fails with {@link InsideAddress} when any address is an inside one.
 * Looking at a name when it is registered would prove nothing: names may answer otherwise later.
 */
export const outsideLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    if (addresses.some(({ address }) => isInside(address)))
      return callback(new InsideAddress(hostname), '', 0);
    if (options.all) return callback(null, addresses);
    const [{ address, family }] = addresses as [{ address: string; family: number }];
    return callback(null, address, family);
  });
};

/** False for a name. */
export function isInside(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && INSIDE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** A URL's IPv6 host stands in brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function wrongUrl(message: string) {
  return refuse('invalid-request', message, {
    faults: [{ place: 'url', reason: 'invalid', message }],
  });
}
