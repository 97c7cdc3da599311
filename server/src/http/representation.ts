/** Sending a representation: content coding, strong entity tags, conditional requests (RFC 9110 §8.4, §8.8, §13). */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { notModified, strongETag } from './etag.ts';

export const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Below this a coded answer is hardly smaller than its headers. */
const WORTH_CODING_BYTES = 1024;

export interface Representation {
  body: string | Uint8Array;
  contentType: string;
  cacheControl: string;
  /** Strong ETag of the body as it is, not coded; by default made of the body's bytes. */
  etag?: string | undefined;
  /** Request headers beside `Accept-Encoding` that chose this representation. */
  vary?: readonly string[] | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Answers 200, or 304 when the caller has it already; gzip where it is wanted and worth it. */
export async function sendRepresentation(
  c: Context,
  representation: Representation,
): Promise<Response> {
  const { body } = representation;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const etag = representation.etag ?? strongETag(bytes);
  const coded =
    bytes.byteLength >= WORTH_CODING_BYTES && acceptsGzip(c.req.header('Accept-Encoding'));
  return send(c, representation, etag, coded, () =>
    coded ? compress(bytes) : Promise.resolve(bytes),
  );
}

/** The same for a body kept compressed; `etag` is that of the body as it is. */
export async function sendGzipped(
  c: Context,
  gzipped: Uint8Array,
  representation: Omit<Representation, 'body'> & { etag: string },
): Promise<Response> {
  const coded = acceptsGzip(c.req.header('Accept-Encoding'));
  return send(c, representation, representation.etag, coded, () =>
    coded ? Promise.resolve(gzipped) : decompress(gzipped),
  );
}

async function send(
  c: Context,
  { contentType, cacheControl, vary = [], headers = {} }: Omit<Representation, 'body'>,
  etag: string,
  coded: boolean,
  content: () => Promise<Uint8Array>,
): Promise<Response> {
  const tag = coded ? codedETag(etag) : etag;
  const always = {
    ...headers,
    ETag: tag,
    'Cache-Control': cacheControl,
    Vary: [...vary, 'Accept-Encoding'].join(', '),
  };
  if (notModified(c, tag)) return c.body(null, 304, always);
  const bytes = await content();
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    ...always,
    'Content-Type': contentType,
    ...(coded ? { 'Content-Encoding': 'gzip' } : {}),
  });
}

/** A coded body has other bytes, hence another strong ETag (RFC 9110 §8.8.3.3). */
export function codedETag(etag: string): string {
  return etag.replace(/"$/, '-gzip"');
}

/** The ETag of the representation as it is, whichever coding of it the caller was given. */
export function plainETag(etag: string): string {
  return etag.replace(/-gzip"$/, '"');
}

/** RFC 9110 §12.5.3; an absent header is taken as "not coded", which every client reads. */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  let named: number | undefined;
  let any: number | undefined;
  for (const part of header.split(',')) {
    const [coding, ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((p) => /^\s*q=(.*)$/.exec(p)?.[1]).find((q) => q !== undefined);
    const q = weight === undefined ? 1 : Number(weight);
    if (coding === 'gzip' || coding === 'x-gzip') named = q;
    else if (coding === '*') any = q;
  }
  return (named ?? any ?? 0) > 0;
}
