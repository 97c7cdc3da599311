/** Files of the built pages: read, tagged and compressed once, until the file changes. */
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { strongETag } from '../http/etag.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

export interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: string;
  /** Of this encoding's bytes. */
  etag: string;
  encoding: Encoding;
}

/** The file at a URL path, best in the encodings accepted; null when there is none. */
export type Assets = (path: string, acceptEncoding: string | undefined) => Promise<Asset | null>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(text|application|image\/svg)/;

/** No empty, hidden or parent segment: nothing outside the directory can be named. */
const PLAIN_PATH = /^\/[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/** Past this the gain is small and the first visitor waits. */
const BROTLI_QUALITY = 7;

export function openAssets(directory: string): Assets {
  const known = new Map<string, { version: string; asset: Promise<Asset> }>();
  return async (path, acceptEncoding) => {
    const mediaType = MEDIA_TYPES[extname(path)];
    if (mediaType === undefined || !PLAIN_PATH.test(path)) return null;
    const file = join(directory, path);
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return null;
    const encoding = COMPRESSIBLE.test(mediaType) ? preferredEncoding(acceptEncoding) : 'identity';
    const key = `${encoding} ${path}`;
    const version = `${found.mtimeMs} ${found.size}`;
    const cached = known.get(key);
    if (cached?.version === version) return cached.asset;
    const asset = load(file, mediaType, encoding);
    known.set(key, { version, asset });
    asset.catch(() => known.delete(key));
    return asset;
  };
}

/** RFC 9110 §12.5.3, for the three encodings there are; `q=0` refuses one. */
export function preferredEncoding(acceptEncoding = ''): Encoding {
  const accepted = acceptEncoding
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/),
    )
    .filter(([, weight]) => weight === undefined || Number(weight) > 0)
    .map(([name]) => name);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}

async function load(file: string, mediaType: string, encoding: Encoding): Promise<Asset> {
  const bytes = Uint8Array.from(await encode(await readFile(file), encoding));
  return { bytes, mediaType, encoding, etag: strongETag(bytes) };
}

async function encode(content: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case 'identity':
      return content;
    case 'gzip':
      return promisify(gzip)(content);
    case 'br':
      return promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      });
  }
}
