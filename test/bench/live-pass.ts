/** How long a commit through one API process takes to reach a client that follows another. */
import { SitClient } from '@sit/client/client';
import { LiveChanges } from '@sit/client/live';
import { Person } from '../support/person.ts';
import { demoPassword, startSit } from '../support/sit-server.ts';
import { ADMIN } from '../support/workplace.ts';

const LAYER = 'places';
const WARM_UP = 20;

export interface LivePass {
  commits: number;
  /** Milliseconds from the commit's answer to the event; below 0 the event came first. */
  fromAnswer: { p50: number; p95: number };
  /** Milliseconds from the sending of the change set to the event: the commit itself is within. */
  fromRequest: { p50: number; p95: number };
}

/** `home` and `otherHome` are of two servers on one PostGIS that holds the demo, made in `home`. */
export async function measureLive(
  home: string,
  otherHome: string,
  env: Record<string, string>,
  commits: number,
): Promise<LivePass> {
  const [writing, telling] = [await startSit(home, env), await startSit(otherHome, env)];
  const abort = new AbortController();
  try {
    const heard = new Map<number, (at: number) => void>();
    const live = new LiveChanges(new SitClient({ server: telling.url }), {
      changed: (changes) => {
        const at = performance.now();
        for (const { version } of changes) heard.get(version)?.(at);
      },
      lost: () => {},
    });
    const following = live.follow(abort.signal);
    const person = await Person.signIn(writing.url, ADMIN, await demoPassword(home));
    const [feature] = await person.items(LAYER);
    const { id: fid } = feature!;
    let { version } = feature!.properties;
    const fromAnswer: number[] = [];
    const fromRequest: number[] = [];
    for (let round = 0; round < WARM_UP + commits; round++) {
      const told = new Promise<number>((resolve) => heard.set(version + 1, resolve));
      const sent = performance.now();
      const properties = { population: round };
      const { results } = await person.commit([
        { operation: 'update', layer: LAYER, fid, baseVersion: version, properties },
      ]);
      const answered = performance.now();
      const at = await told;
      ({ version } = results[0]!);
      if (round < WARM_UP) continue;
      fromAnswer.push(at - answered);
      fromRequest.push(at - sent);
    }
    abort.abort();
    await following;
    return { commits, fromAnswer: percentiles(fromAnswer), fromRequest: percentiles(fromRequest) };
  } finally {
    abort.abort();
    await telling.stop();
    await writing.stop();
  }
}

function percentiles(values: readonly number[]): { p50: number; p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { p50: at(0.5), p95: at(0.95) };
}
