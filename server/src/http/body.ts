/** Request bodies, parsed at the edge. */
import type { Fault } from '@sit/core/problem';
import type { Context } from 'hono';
import type { z } from 'zod';
import { refuse } from './problem.ts';

/**
 * The JSON body as `schema` gives it. Refuses `too-large` beyond `maxBytes` (read no further),
 * `invalid-request` for what is not JSON or does not fit, with the place of each fault.
 */
export async function readJson<S extends z.ZodType>(
  c: Context,
  schema: S,
  maxBytes: number,
): Promise<z.output<S>> {
  const parsed = schema.safeParse(parseJson(await readText(c, maxBytes)));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 20).map(toFault);
  throw refuse('invalid-request', `La richiesta non è valida: ${faults[0]!.place || 'corpo'}: ${faults[0]!.message}`, {
    faults,
  });
}

/** The body as text. Refuses `too-large` beyond `maxBytes`, and bytes that are not UTF-8. */
export async function readText(c: Context, maxBytes: number): Promise<string> {
  const tooLarge = () => refuse('too-large', `Il corpo della richiesta supera ${maxBytes} byte.`);
  if (Number(c.req.header('Content-Length') ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw refuse('invalid-request', 'Il corpo della richiesta non è testo UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuse('invalid-request', `Il corpo della richiesta non è JSON: ${(error as Error).message}.`);
  }
}

function toFault(issue: { path: PropertyKey[]; code?: string | undefined; message: string }): Fault {
  return { place: issue.path.map(String).join('/'), reason: issue.code ?? 'invalid', message: issue.message };
}
