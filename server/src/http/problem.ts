/** The one place where refusals and faults become HTTP answers (RFC 9457). */
import { PROBLEMS } from '@sit/core/problem';
import type { ProblemCode, ProblemDetails, Refusal } from '@sit/core/problem';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isOverdue, isUnreachable } from '../db/unreachable.ts';
import { describeError } from './describe-error.ts';
import type { Env } from './env.ts';
import { loggedPath } from './log.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An expected refusal on its way up to the caller. */
export class Problem extends Error {
  readonly refusal: Refusal;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal, headers: Readonly<Record<string, string>> = {}) {
    super(refusal.detail);
    this.name = 'Problem';
    this.refusal = refusal;
    this.headers = headers;
  }
}

/** `throw refuse('not-found', 'Il livello «x» non esiste.')` */
export function refuse(
  code: ProblemCode,
  detail: string,
  more: Omit<Refusal, 'code' | 'detail'> & { headers?: Record<string, string> } = {},
): Problem {
  const { headers, ...rest } = more;
  return new Problem({ code, detail, ...rest }, headers);
}

/** Of what the framework refuses by itself, whose own words are English. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'Il corpo della richiesta non è JSON.',
  415: 'Content-Type: il corpo della richiesta dev’essere application/json.',
};

const RETRY_SECONDS = '5';
const UNREACHABLE = 'La base dati non risponde. Riprovi tra poco: nulla è stato modificato a metà.';
const OVERDUE =
  'La richiesta ha superato il tempo concesso alla base dati. Riprovi tra poco, o chieda meno in una volta: nulla è stato modificato a metà.';

/**
 * `app.onError`: a {@link Problem} as it says; anything else is logged with its cause and answered as
 * `not-ready` where the database does not answer or takes too long, else as `unexpected`.
 */
export function problemHandler(log: (line: Record<string, unknown>) => void) {
  return (error: Error, c: Context<Env>): Response => {
    if (error instanceof Problem) return problemResponse(c, error);
    if (error instanceof HTTPException && error.status < 500)
      return problemResponse(
        c,
        refuse(codeOfStatus(error.status), WORDS[error.status] ?? error.message),
      );
    log({
      level: 'error',
      request: c.var.requestId,
      method: c.req.method,
      path: loggedPath(c),
      error: describeError(error),
    });
    const notReady = isUnreachable(error) ? UNREACHABLE : isOverdue(error) ? OVERDUE : null;
    if (notReady !== null)
      return problemResponse(
        c,
        refuse('not-ready', notReady, { headers: { 'Retry-After': RETRY_SECONDS } }),
      );
    return problemResponse(
      c,
      refuse(
        'unexpected',
        `La richiesta ${c.var.requestId ?? ''} non è riuscita per un guasto del servizio; nulla è stato modificato a metà. ` +
          'Riprovi; se si ripete, comunichi questo numero all’unione.',
      ),
    );
  };
}

export function problemResponse(c: Context<Env>, problem: Problem): Response {
  c.set('refusal', problem.refusal);
  const { code, detail, ...more } = problem.refusal;
  const { status, it, en } = PROBLEMS[code];
  const english = /^en\b/i.test(c.req.header('Accept-Language') ?? '');
  const body: ProblemDetails = {
    type: `/problems/${code}`,
    title: english ? en : it,
    status,
    code,
    detail,
    instance: c.req.path,
    ...more,
  };
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, {
    ...problem.headers,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Cache-Control': 'no-store',
  });
}

function codeOfStatus(status: number): ProblemCode {
  const codes = Object.keys(PROBLEMS) as ProblemCode[];
  return codes.find((code) => PROBLEMS[code].status === status) ?? 'invalid-request';
}
