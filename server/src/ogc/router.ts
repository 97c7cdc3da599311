/** Routers whose zod schemas validate requests and describe them in the OpenAPI document. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';

export function router(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw problemOf(result.target, result.error);
    },
  });
}

/** Answers OPTIONS with `Allow`, and every method not in `methods` with 405; call it after the path's routes. */
export function onlyMethods(
  app: OpenAPIHono<Env>,
  path: string,
  methods: (c: Context<Env>) => readonly string[] | Promise<readonly string[]>,
): void {
  app.all(path, async (c) => {
    const allow = [...(await methods(c)), 'OPTIONS'].join(', ');
    if (c.req.method === 'OPTIONS') return c.body(null, 200, { Allow: allow });
    throw refuse(
      'method-not-allowed',
      `${c.req.path} non ammette ${c.req.method}. Metodi ammessi: ${allow}.`,
      {
        headers: { Allow: allow },
      },
    );
  });
}

export const READ_ONLY = (): readonly string[] => ['GET', 'HEAD'];

/** A validator's findings; a query's unknown names have a code of their own. */
function problemOf(target: string, error: z.ZodError): Problem {
  const [first] = error.issues;
  if (target === 'query' && first?.code === 'unrecognized_keys')
    return unknownParameters(first.keys);
  const faults = error.issues.map((issue) => ({
    place: issue.path.join('/') || target,
    reason: issue.code ?? 'invalid',
    message: messageOf(issue),
  }));
  const code = target === 'query' ? 'invalid-parameter' : 'invalid-request';
  return refuse(code, `${faults[0]!.place}: ${faults[0]!.message}`, { faults });
}

/** A parameter is text: what is not was given twice. */
function messageOf(issue: z.ZodError['issues'][number]): string {
  return issue.code === 'invalid_type' ? 'occorre un solo valore.' : issue.message;
}

/** `/req/core/query-param-unknown`. */
export function unknownParameters(names: readonly string[]): Problem {
  const listed = names.map((name) => `«${name}»`).join(', ');
  return refuse('unknown-parameter', `Parametro sconosciuto: ${listed}.`, {
    faults: names.map((place) => ({
      place,
      reason: 'unknown-parameter',
      message: `Il parametro «${place}» non esiste qui.`,
    })),
  });
}
