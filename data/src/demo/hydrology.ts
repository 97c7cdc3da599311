/** Where the water runs: depressions filled, every node drained downhill, courses named by the area they drain. */
import { NODES, STEP, neighbours, nodes, onRim } from './grid.ts';
import { chainsOf } from './chains.ts';
import { lazy } from './lazy.ts';
import type { XY } from './planar.ts';
import { chaikin, distance, relaxed } from './planar.ts';
import { Queue } from './queue.ts';
import { waterNames } from './names.ts';
import { noise, random } from './random.ts';
import { heights } from './terrain.ts';

const STREAM_KM2 = 3.5;
const RIVER_KM2 = 60;

export interface Watercourse {
  class: 'river' | 'stream';
  /** Invented. */
  name: string;
  line: XY[];
}

interface Drainage {
  /** Node into which each node drains; -1 at the rim. */
  receivers: Int32Array;
  /** Square kilometres drained through each node. */
  drained: Float64Array;
}

const drainage = lazy(drain);

/** Priority flood (Barnes et al. 2014) that remembers whence each node was reached: that way it drains. */
function drain(): Drainage {
  const receivers = new Int32Array(NODES).fill(-1);
  const drained = new Float64Array(NODES).fill((STEP * STEP) / 1e6);
  const filled = Float64Array.from(heights());
  const wander = random('wander');
  const done = new Uint8Array(NODES);
  const order: number[] = [];
  const queue = new Queue();
  for (let n = 0; n < NODES; n++)
    if (onRim(n)) {
      done[n] = 1;
      queue.push(n, filled[n]!);
    }
  while (queue.size > 0) {
    const [n] = queue.pop();
    order.push(n);
    for (const m of neighbours(n)) {
      if (done[m]) continue;
      done[m] = 1;
      // In flats the way is left to chance, or rivers would run dead straight through them.
      filled[m] = Math.max(filled[m]!, filled[n]! + 0.01 + 0.5 * wander());
      queue.push(m, filled[m]!);
    }
  }
  for (const n of order) {
    let steepest = 0;
    for (const m of neighbours(n)) {
      const fall = (filled[n]! - filled[m]!) / distance(nodes()[n]!, nodes()[m]!);
      if (fall > steepest) {
        steepest = fall;
        receivers[n] = m;
      }
    }
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const n = order[i]!;
    const m = receivers[n]!;
    if (m >= 0 && !onRim(n)) drained[m] = drained[m]! + drained[n]!;
  }
  return { receivers, drained };
}

export function isWater(n: number): boolean {
  return drainage().drained[n]! >= STREAM_KM2;
}

export function isRiver(n: number): boolean {
  return drainage().drained[n]! >= RIVER_KM2;
}

/** Courses between confluences, relaxed to a soft line. */
export function watercourses(): Watercourse[] {
  const links: { from: number; to: number; kind: Watercourse['class'] }[] = [];
  const { receivers } = drainage();
  for (let n = 0; n < NODES; n++) {
    const m = receivers[n]!;
    if (m >= 0 && isWater(n)) links.push({ from: n, to: m, kind: isRiver(n) ? 'river' : 'stream' });
  }
  const chains = chainsOf(links).map(({ kind, path }) => {
    const downhill = receivers[path[0]!] === path[1];
    return { kind, path: downhill ? path : path.toReversed() };
  });
  return named(chains).map(({ kind, path, name }) => ({
    class: kind,
    name,
    line: chaikin(
      relaxed(
        path.map((n) => meander(nodes()[n]!)),
        2,
      ),
    ),
  }));
}

type Course = { kind: Watercourse['class']; path: number[] };

/** A course keeps its name downstream of a confluence if it brings the most water there. */
function named(chains: Course[]): (Course & { name: string })[] {
  const nextName = waterNames(random('waters'));
  const arriving = new Map<number, Course[]>();
  for (const chain of chains) {
    const end = chain.path.at(-1)!;
    const list = arriving.get(end);
    if (list) list.push(chain);
    else arriving.set(end, [chain]);
  }
  const flow = ({ path }: Course): number => drainage().drained[path.at(-2)!]!;
  const names = new Map<Course, string>();
  const biggestFirst = [...chains].toSorted((a, b) => flow(b) - flow(a));
  for (const mouth of biggestFirst) {
    if (names.has(mouth)) continue;
    const name = `${mouth.kind === 'river' ? 'Fiume' : 'Torrente'} ${nextName()}`;
    for (let course: Course | undefined = mouth; course;) {
      names.set(course, name);
      course = arriving.get(course.path[0]!)?.toSorted((a, b) => flow(b) - flow(a))[0];
    }
  }
  return chains.map((chain) => ({ ...chain, name: names.get(chain)! }));
}

const meanderX = noise('meander-x', 900, 2);
const meanderY = noise('meander-y', 900, 2);

/** Pushes a place about, so that a course bends below the grid's own grain. */
function meander([x, y]: XY): XY {
  return [x + 170 * meanderX(x, y), y + 170 * meanderY(x, y)];
}
