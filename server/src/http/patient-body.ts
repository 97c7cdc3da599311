/** Middleware: a request's body must keep coming. Slow ones hold a connection and memory (ASVS 5.0 V13.1.3). */
import type { Context, MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';
import { problemResponse, refuse } from './problem.ts';

export interface BodyTiming {
  /** A body from which nothing comes for so long is given up. */
  idleMilliseconds: number;
  /** All of a body but an upload's. */
  wholeMilliseconds: number;
}

export const BODY_TIMING: BodyTiming = { idleMilliseconds: 30_000, wholeMilliseconds: 30_000 };

/** `isUpload` says which requests may take as long as they keep moving. Answers `too-slow` (408). */
export function patientBodies(
  isUpload: (c: Context<Env>) => boolean,
  timing: BodyTiming = BODY_TIMING,
): MiddlewareHandler<Env> {
  return async function watchBody(c, next) {
    const body = hasBody(c) ? c.req.raw.body : null;
    if (!body) return next();
    let late = false;
    const whole = isUpload(c) ? Infinity : timing.wholeMilliseconds;
    const watched = timed(body, timing.idleMilliseconds, whole, () => (late = true));
    c.req.raw = new Request(c.req.raw, { body: watched, duplex: 'half' } as RequestInit);
    await next();
    // Whoever was reading may have taken it for a body that is no JSON.
    if (late) c.res = problemResponse(c, tooSlow());
  };
}

function hasBody(c: Context): boolean {
  const length = c.req.header('Content-Length');
  const announced = c.req.header('Transfer-Encoding') !== undefined || Number(length ?? 0) > 0;
  return announced && !['GET', 'HEAD'].includes(c.req.method);
}

function timed(
  body: ReadableStream<Uint8Array>,
  idle: number,
  whole: number,
  onLate: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const deadline = performance.now() + whole;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<null>((resolve) => {
          timer = setTimeout(
            resolve,
            Math.max(0, Math.min(idle, deadline - performance.now())),
            null,
          );
        });
        const next = reader.read().catch(() => 'broken' as const);
        const read = await Promise.race([next, late]).finally(() => clearTimeout(timer));
        if (read === 'broken') controller.error(brokenOff());
        else if (read === null) {
          onLate();
          controller.error(tooSlow());
          // Its own end is nobody's to wait for.
          void reader.cancel().catch(() => {});
        } else if (read.done) controller.close();
        else controller.enqueue(read.value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The connection ended, or what came was no chunk: the client's fault, and mostly nobody's to answer. */
function brokenOff() {
  return refuse('invalid-request', 'Il corpo della richiesta si è interrotto.', {
    headers: { Connection: 'close' },
  });
}

function tooSlow() {
  return refuse(
    'too-slow',
    'Il corpo della richiesta non è arrivato in tempo: la rete è troppo lenta o si è interrotta. Riprovi.',
    { headers: { Connection: 'close' } },
  );
}
