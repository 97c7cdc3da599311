/** Roads between towns and hamlets: the cheapest ways over the terrain, sharing what is already built. */
import { chainsOf } from './chains.ts';
import { owners } from './boundaries.ts';
import { NODES, neighbours, nodeNear, nodes } from './grid.ts';
import { isRiver, isWater } from './hydrology.ts';
import type { XY } from './planar.ts';
import { chaikin, distance, relaxed } from './planar.ts';
import { Queue } from './queue.ts';
import { random } from './random.ts';
import { SEATS, seatOf } from './seats.ts';
import { heights, slopeBetween } from './terrain.ts';

export type MainRoadClass = 'state' | 'provincial' | 'municipal';

interface Route {
  class: MainRoadClass;
  /** Invented, like its number. */
  name: string | null;
}

export interface MainRoad extends Route {
  line: XY[];
}

export interface Hamlet {
  municipality: string;
  at: XY;
}

type End = string | XY;
const ROUTES: [MainRoadClass, name: string, End[]][] = [
  [
    'state',
    'SS 983 del Sangrino',
    [[391500, 4637500], 'G484', 'G079', 'M041', 'A678', 'I543', 'C096', 'A481', [437000, 4642500]],
  ],
  ['state', 'SS 917 dei Cinque Piani', ['C096', 'H434', 'H353', 'H429', [411500, 4646000]]],
  ['state', 'SS 983 dir', ['A678', 'A187', 'I543']],
  ['provincial', 'SP 412', ['A187', [414000, 4610500]]],
  ['provincial', 'SP 418', ['H353', 'G493', [428000, 4646500]]],
  ['provincial', 'SP 421', ['H429', 'G493']],
  ['provincial', 'SP 425', ['H434', 'A481']],
  ['provincial', 'SP 431', ['M041', 'C778']],
  ['provincial', 'SP 436', ['C096', [432500, 4617500]]],
  ['provincial', 'SP 440', ['G484', [395500, 4622500]]],
];

interface Network {
  roads: MainRoad[];
  hamlets: Hamlet[];
  /** The network's node where each town stands, by cadastral code. */
  towns: Map<string, XY>;
}

export function roadNetwork(): Network {
  const built = new Map<string, { from: number; to: number; kind: Route }>();
  const onRoad = new Uint8Array(NODES);
  const build = (path: number[], kind: Route): void => {
    for (let i = 0; i + 1 < path.length; i++) {
      const [a, b] = [Math.min(path[i]!, path[i + 1]!), Math.max(path[i]!, path[i + 1]!)];
      if (!built.has(`${a} ${b}`)) built.set(`${a} ${b}`, { from: a, to: b, kind });
    }
    for (const n of path) onRoad[n] = 1;
  };
  const nodeOf = (end: End): number => nodeNear(typeof end === 'string' ? seatOf(end).at : end);
  for (const [roadClass, name, stops] of ROUTES) {
    const route: Route = { class: roadClass, name };
    for (let i = 0; i + 1 < stops.length; i++) {
      const goal = nodeOf(stops[i + 1]!);
      build(
        cheapest(nodeOf(stops[i]!), (n) => n === goal, onRoad),
        route,
      );
    }
  }
  const hamlets = placeHamlets(onRoad);
  for (const { at } of hamlets) {
    const start = nodeNear(at);
    const road = cheapest(start, (n) => onRoad[n] === 1 && n !== start, new Uint8Array(NODES));
    build(road, { class: 'municipal', name: null });
  }
  const stops = new Set(SEATS.map((seat) => nodeNear(seat.at)));
  const roads = chainsOf([...built.values()], stops).map(({ kind, path }) => ({
    ...kind,
    line: chaikin(
      relaxed(
        path.map((n) => nodes()[n]!),
        2,
      ),
    ),
  }));
  return {
    roads,
    hamlets: hamlets.map(({ municipality, at }) => ({ municipality, at: nodes()[nodeNear(at)]! })),
    towns: new Map(SEATS.map((seat) => [seat.code, nodes()[nodeNear(seat.at)]!])),
  };
}

/** Dijkstra over the nodes; climbing and crossing water are dear, existing road is cheap. */
function cheapest(start: number, isGoal: (n: number) => boolean, onRoad: Uint8Array): number[] {
  const cost = new Float64Array(NODES).fill(Infinity);
  const before = new Int32Array(NODES).fill(-1);
  cost[start] = 0;
  const queue = new Queue();
  queue.push(start, 0);
  while (queue.size > 0) {
    const [n, at] = queue.pop();
    if (at > cost[n]!) continue;
    if (isGoal(n)) {
      const path = [n];
      for (let m = before[n]!; m >= 0; m = before[m]!) path.push(m);
      return path.toReversed();
    }
    for (const m of neighbours(n)) {
      const water = isRiver(m) ? 900 : isWater(m) ? 260 : 0;
      const length = distance(nodes()[n]!, nodes()[m]!);
      const step =
        onRoad[n] && onRoad[m] ? length * 0.35 : length * (1 + 14 * slopeBetween(n, m)) + water;
      if (at + step >= cost[m]!) continue;
      cost[m] = at + step;
      before[m] = n;
      queue.push(m, at + step);
    }
  }
  throw new Error('the road network does not reach its goal');
}

/** Gentle, low places away from towns, roads and each other; one to three a municipality. */
function placeHamlets(onRoad: Uint8Array): Hamlet[] {
  const rng = random('hamlets');
  const hamlets: Hamlet[] = [];
  SEATS.forEach((seat, index) => {
    const wanted = seat.population > 2000 ? 3 : seat.population > 500 ? 2 : 1;
    const scored: { n: number; score: number }[] = [];
    for (let n = 0; n < NODES; n++) {
      if (owners()[n] !== index || isWater(n) || onRoad[n]) continue;
      const around = neighbours(n);
      if (around.some((m) => owners()[m] !== index || isWater(m))) continue;
      const slope = Math.max(...around.map((m) => slopeBetween(n, m)));
      scored.push({ n, score: heights()[n]! + 2500 * slope + 260 * rng() });
    }
    scored.sort((a, b) => a.score - b.score);
    let found = 0;
    for (const { n } of scored) {
      const at = nodes()[n]!;
      if (found === wanted) break;
      if (distance(at, seat.at) < 1900 || hamlets.some((other) => distance(at, other.at) < 1600))
        continue;
      hamlets.push({ municipality: seat.code, at });
      found++;
    }
  });
  return hamlets;
}
