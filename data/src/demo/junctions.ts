/** Where streets end on streets: a street cut later from the other side goes on from there, as real ones do. */
import type { Way } from './cell.ts';
import type { XY } from './planar.ts';
import { distance, nearestOnSegment } from './planar.ts';

export class Junctions {
  #ends = new Map<Way, XY[]>();

  add(way: Way, at: XY): void {
    const list = this.#ends.get(way);
    if (list) list.push(at);
    else this.#ends.set(way, [at]);
  }

  /** The junction on the way's edge `a`-`b` that lies within a house's front of `at`; null when there is none. */
  near(way: Way, at: XY, a: XY, b: XY): XY | null {
    const reach = way.kind === 'alley' ? 9 : way.kind === 'track' ? 45 : 24;
    let best: XY | null = null;
    for (const p of this.#ends.get(way) ?? []) {
      if (distance(p, at) > (best ? distance(best, at) : reach)) continue;
      if (nearestOnSegment(p, a, b).distance <= 0.0015) best = p;
    }
    return best;
  }
}
