/** One attempt at delivering a message. */
import { request as requestClear } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { isInside, outsideLookup } from './webhook-target.ts';

export interface PostOptions {
  /** Addresses of the inner network are allowed. */
  inside: boolean;
  timeoutMilliseconds: number;
  signal: AbortSignal;
}

export interface Attempt {
  /** Null where there was no answer. */
  status: number | null;
  /** Why it did not go; null for a status of 200 to 299. */
  error: string | null;
}

/** Never rejects. Redirects are not followed, nor is more than the status read of an answer. */
export async function postMessage(
  url: URL,
  headers: Record<string, string>,
  body: string,
  { inside, timeoutMilliseconds, signal }: PostOptions,
): Promise<Attempt> {
  // No name is looked up for an address written out.
  if (!inside && isInside(url.hostname.replace(/^\[|\]$/g, '')))
    return { status: null, error: `${url.hostname} è un indirizzo della rete interna` };
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const request = url.protocol === 'https:' ? requestEncrypted : requestClear;
  try {
    const status = await new Promise<number>((resolve, reject) => {
      const sending = request(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'SIT' },
          agent: false,
          signal: AbortSignal.any([timeout, signal]),
          ...(inside ? {} : { lookup: outsideLookup }),
        },
        (response) => {
          resolve(response.statusCode!);
          response.destroy();
        },
      );
      sending.on('error', reject);
      sending.end(body);
    });
    const ok = status >= 200 && status < 300;
    return { status, error: ok ? null : `Il destinatario ha risposto ${status}` };
  } catch (error) {
    if (timeout.aborted)
      return { status: null, error: `Nessuna risposta in ${timeoutMilliseconds / 1000} s` };
    return { status: null, error: (error as Error).message };
  }
}
