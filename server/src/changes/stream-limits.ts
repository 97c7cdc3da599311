/** How many streams of changes may be open at once, in this process. */
import { refuse } from '../http/problem.ts';

export interface StreamLimits {
  /** Of one signed-in person. */
  perPerson: number;
  /** Of one network address, without sign-in: an office, or a proxy, stands behind one. */
  perAddress: number;
  overall: number;
}

export const STREAM_LIMITS: StreamLimits = { perPerson: 20, perAddress: 200, overall: 1_000 };
const RETRY_AFTER = { headers: { 'Retry-After': '30' } };

/** Counts open streams; the function given back counts one off. Refuses `too-many-requests`, `not-ready`. */
export function streamCounter(limits: StreamLimits) {
  const open = new Map<string, number>();
  let all = 0;
  return function countStream(personId: string | null, address: string): () => void {
    const key = personId ?? address;
    const mine = open.get(key) ?? 0;
    if (all >= limits.overall)
      throw refuse(
        'not-ready',
        `Il servizio segue già ${all} mappe, quante ne può: riprovi tra poco.`,
        RETRY_AFTER,
      );
    if (mine >= (personId === null ? limits.perAddress : limits.perPerson))
      throw refuse(
        'too-many-requests',
        `Sono già aperti ${mine} flussi di modifiche: ne chiuda uno.`,
        RETRY_AFTER,
      );
    open.set(key, mine + 1);
    all++;
    return () => {
      const left = open.get(key)! - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
      all--;
    };
  };
}
