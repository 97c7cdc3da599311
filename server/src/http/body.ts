/** Request bodies, parsed at the edge. */
import type { Fault } from '@sit/core/problem';
import type { Context } from 'hono';
import type { z } from 'zod';
import { it } from 'zod/v4/locales';
import { Problem, refuse } from './problem.ts';

const ITALIAN = it().localeError;
const MOST_NESTING = 64;
/** UTF-8 bytes can hold neither a lone surrogate nor, as PostgreSQL sees it, a null: only escapes bring them. */
const UNSTORABLE_ESCAPE = /\\u(0000|d[89a-f])/i;

/**
 * The JSON body as `schema` gives it. Refuses `too-large` beyond `maxBytes` (read no further),
 * `invalid-request` for what is not JSON, cannot be stored as text, or does not fit, with the place of each fault.
 */
export async function readJson<S extends z.ZodType>(
  c: Context,
  schema: S,
  maxBytes: number,
): Promise<z.output<S>> {
  return fitted(parseJson(await readText(c, maxBytes)), schema);
}

/** The JSON body before any schema: for what is to be refused by its size. Refuses as {@link readJson}. */
export async function readJsonValue(c: Context, maxBytes: number): Promise<unknown> {
  return parseJson(await readText(c, maxBytes));
}

/** `value` as `schema` gives it. Refuses `invalid-request` with the place of each fault. */
export function fitted<S extends z.ZodType>(value: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(value, { error: ITALIAN });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 20).map(toFault);
  throw refuse(
    'invalid-request',
    `La richiesta non è valida: ${faults[0]!.place || 'corpo'}: ${faults[0]!.message}`,
    {
      faults,
    },
  );
}

/** The body as text. Refuses `too-large` beyond `maxBytes`, and bytes that are not UTF-8. */
export async function readText(c: Context, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    refuse(
      'too-large',
      `Il corpo della richiesta supera i ${maxBytes.toLocaleString('it-IT')} byte ammessi.`,
    );
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
  refuseDeepNesting(text);
  try {
    return JSON.parse(text, UNSTORABLE_ESCAPE.test(text) ? refuseUnstorable : undefined) as unknown;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw refuse('invalid-request', `Il corpo della richiesta non è JSON${placeOf(error)}.`);
  }
}

/** The parser's own words are English; where it stopped is a number. */
function placeOf(error: unknown): string {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  return position === undefined ? '' : `: si legge fino al carattere ${position}`;
}

/** Whatever reads the value may then recurse into it. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      if (++depth > MOST_NESTING)
        throw refuse(
          'invalid-request',
          `Il corpo della richiesta è annidato oltre ${MOST_NESTING} livelli.`,
        );
    } else if (character === ']' || character === '}') depth--;
  }
}

/** A JSON reviver; names and values alike. */
function refuseUnstorable(this: unknown, key: string, value: unknown): unknown {
  for (const text of [key, value])
    if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed()))
      throw refuse(
        'invalid-request',
        `${key || 'Il corpo'}: contiene un carattere che non è testo (nullo, o mezzo carattere).`,
      );
  return value;
}

function toFault(issue: {
  path: PropertyKey[];
  code?: string | undefined;
  message: string;
}): Fault {
  return {
    place: issue.path.map(String).join('/'),
    reason: issue.code ?? 'invalid',
    message: issue.message,
  };
}
