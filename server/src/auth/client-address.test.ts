import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { openTestServer } from '../testing/harness.ts';
import { canonicalAddress, countedAddress, forwardedAddress } from './client-address.ts';
import { seedPeople } from './testing.ts';

const trusting = (blocks: string) =>
  readConfig({ SIT_TRUSTED_PROXIES: blocks }, '.').trustedProxies;

describe('the client’s address', () => {
  it.each([
    ['no proxy is trusted', '', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['who is connected is no proxy', '10.0.0.0/8', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['a proxy says nothing', '10.0.0.0/8', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy says who', '10.0.0.0/8', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'the client invents one before it',
      '10.0.0.0/8',
      '10.0.0.1',
      '1.1.1.1, 203.0.113.9',
      '203.0.113.9',
    ],
    [
      'two proxies stand in a row',
      '10.0.0.0/8',
      '10.0.0.1',
      '1.1.1.1, 203.0.113.9, 10.2.0.1',
      '203.0.113.9',
    ],
    ['all are proxies', '10.0.0.0/8', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['what a proxy says is no address', '10.0.0.0/8', '10.0.0.1', '1.1.1.1, <script>', '10.0.0.1'],
    ['the second hop says nonsense', '10.0.0.0/8', '10.0.0.1', 'x, 10.0.0.2', '10.0.0.2'],
    ['an entry is empty', '10.0.0.0/8', '10.0.0.1', '1.1.1.1,', '10.0.0.1'],
    ['the proxy adds a port', '10.0.0.0/8', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 stands in brackets', 'fd00::/8', 'fd00::1', '[2001:DB8:0:0::9]:4711', '2001:db8::9'],
    ['IPv4 wears IPv6’s clothes', '10.0.0.0/8', '10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['the proxy is itself a client’s', '127.0.0.1,::1', '::1', '127.0.0.1', '127.0.0.1'],
  ])('where %s', (_case, trusted, connected, header, expected) => {
    expect(forwardedAddress(connected, header, trusting(trusted))).toBe(expected);
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['2001:0DB8::0001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['999.1.1.1', null],
    ['unknown', null],
    ['', null],
  ])('%s is %s', (text, address) => {
    expect(canonicalAddress(text)).toBe(address);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is counted as %s', (address, network) => {
    expect(countedAddress(address)).toBe(network);
  });
});

describe('behind a proxy', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
  });
  afterAll(() => server?.dispose());

  it.each([
    ['told to trust it, the record names the client', '10.0.0.0/8', '203.0.113.9'],
    ['told nothing, the proxy', undefined, '10.0.0.1'],
  ])('%s', async (_case, SIT_TRUSTED_PROXIES, address) => {
    const config = readConfig({ SIT_HOME: server.config.home, SIT_TRUSTED_PROXIES }, '.');
    const app = createApp({ ...server.deps, config });
    const socket = { remoteAddress: '::ffff:10.0.0.1', remotePort: 1, remoteFamily: 'IPv6' };
    await app.request(
      '/api/layers',
      { method: 'POST', headers: { 'X-Forwarded-For': '1.1.1.1, 203.0.113.9' }, body: '{}' },
      { incoming: { socket } },
    );
    const entry = await server.db.kysely
      .selectFrom('sit_audit.entry')
      .select(['event', 'address'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    expect(entry).toEqual({ event: 'write-refused', address });
  });
});
