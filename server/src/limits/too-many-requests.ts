/** The refusal of whoever has used up their requests of this minute. */
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { WINDOW_SECONDS } from './request-limiter.service.ts';

/** What is counted: requests of an address, a person or a key; or what was refused to an address. */
export type LimitPolicy = 'address' | 'person' | 'key' | 'refused';

const WHOSE: Readonly<Record<LimitPolicy, string>> = {
  address: 'Troppe richieste: un indirizzo di rete ne ha',
  person: 'Troppe richieste: una persona ne ha',
  key: 'Troppe richieste: questa chiave ne ha',
  refused: 'Troppe richieste respinte da questo indirizzo di rete: ne sono ammesse',
};

/** `milliseconds` to the end of the window. */
export function tooManyRequests({
  policy,
  limit,
  milliseconds,
}: {
  policy: LimitPolicy;
  limit: number;
  milliseconds: number;
}): Problem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return refuse(
    'too-many-requests',
    `${WHOSE[policy]} ${limit.toLocaleString('it-IT')} al minuto. Riprovi tra ${seconds === 1 ? 'un secondo' : `${seconds} secondi`}.`,
    {
      // On refusals only: answers are kept by caches, and what is left is nobody else's to know.
      headers: {
        'Retry-After': String(seconds),
        // draft-ietf-httpapi-ratelimit-headers §3, §4.
        'RateLimit-Policy': `"${policy}";q=${limit};w=${WINDOW_SECONDS}`,
        RateLimit: `"${policy}";r=0;t=${seconds}`,
      },
    },
  );
}
