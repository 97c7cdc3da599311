import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import {
  acceptsGzip,
  compress,
  plainETag,
  sendGzipped,
  sendRepresentation,
} from './representation.ts';

const LONG = 'Alto Sangro '.repeat(200);

const app = new Hono();
app.get('/long', (c) =>
  sendRepresentation(c, {
    body: LONG,
    contentType: 'text/plain',
    cacheControl: 'no-cache',
    vary: ['Accept'],
  }),
);
app.get('/short', (c) =>
  sendRepresentation(c, { body: 'breve', contentType: 'text/plain', cacheControl: 'no-cache' }),
);
app.get('/kept', async (c) =>
  sendGzipped(c, await compress(LONG), {
    contentType: 'text/plain',
    cacheControl: 'no-cache',
    etag: '"k"',
  }),
);

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

describe('a representation', () => {
  it('is coded for who accepts gzip, and reads the same once decoded', async () => {
    const answer = await get('/long', { 'Accept-Encoding': 'gzip, br' });
    expect(answer.headers.get('Content-Encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(LONG);
  });

  it('is not coded for who does not, nor where it is too short to gain', async () => {
    const plain = await get('/long');
    expect(plain.headers.get('Content-Encoding')).toBeNull();
    expect(await plain.text()).toBe(LONG);
    const short = await get('/short', { 'Accept-Encoding': 'gzip' });
    expect(short.headers.get('Content-Encoding')).toBeNull();
  });

  it('says which request headers chose it', async () =>
    expect((await get('/long')).headers.get('Vary')).toBe('Accept, Accept-Encoding'));

  it('has another strong ETag for each coding, both answered by 304 to who has them', async () => {
    const plain = (await get('/long')).headers.get('ETag')!;
    const coded = (await get('/long', { 'Accept-Encoding': 'gzip' })).headers.get('ETag')!;
    expect(coded).not.toBe(plain);
    expect(plainETag(coded)).toBe(plain);
    const again = await get('/long', { 'Accept-Encoding': 'gzip', 'If-None-Match': coded });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('ETag')).toBe(coded);
    const other = await get('/long', { 'Accept-Encoding': 'gzip', 'If-None-Match': plain });
    expect(other.status).toBe(200);
  });

  it('kept compressed is decoded for who does not accept gzip', async () => {
    expect(await (await get('/kept')).text()).toBe(LONG);
    const coded = await get('/kept', { 'Accept-Encoding': 'gzip' });
    expect(coded.headers.get('ETag')).toBe('"k-gzip"');
  });

  it.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['br;q=1.0, gzip;q=0.8', true],
    ['gzip;q=0', false],
    ['*', true],
    ['*;q=0', false],
    ['gzip;q=0, *;q=1', false],
    ['identity', false],
  ])('Accept-Encoding %j accepts gzip: %s', (header, expected) =>
    expect(acceptsGzip(header)).toBe(expected),
  );
});
