/** Entity tags and conditional requests (RFC 9110 §8.8.3, §13.1). */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/** Strong ETag of a representation's bytes. */
export function strongETag(content: string | Uint8Array): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** True when `If-None-Match` names `etag` (weak comparison, §13.1.2): answer 304. */
export function notModified(c: Context, etag: string): boolean {
  const header = c.req.header('If-None-Match');
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.split(',').some((tag) => opaque(tag) === opaque(etag));
}

/** JSON with a strong ETag, or 304. */
export function jsonWithETag(
  c: Context,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  const text = JSON.stringify(body);
  const etag = strongETag(text);
  const all = { 'Cache-Control': 'no-cache', ...headers, ETag: etag };
  if (notModified(c, etag)) return c.body(null, 304, all);
  return c.body(text, 200, { 'Content-Type': 'application/json', ...all });
}
