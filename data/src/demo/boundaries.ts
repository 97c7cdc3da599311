/**
 * Municipal territories: every grid node goes to the seat that reaches it most cheaply, and climbing
 * is dear, so that limits come to lie on ridges. Shared limits are one line, drawn once.
 */
import { chainsOf } from './chains.ts';
import { COLUMNS, NODES, ROWS, neighbours, nodeNear, nodes } from './grid.ts';
import { lazy } from './lazy.ts';
import type { XY } from './planar.ts';
import { distance, insideRing, relaxed } from './planar.ts';
import { Queue } from './queue.ts';
import { noise } from './random.ts';
import { SEATS } from './seats.ts';
import { slopeBetween } from './terrain.ts';

/** The union's outline before noise, kilometres: drawn by hand round the seats, no one's survey. */
const OUTLINE: XY[] = (
  [
    [394.3, 4633.6],
    [398.5, 4635.4],
    [402.6, 4633.4],
    [406.2, 4630.4],
    [409.6, 4632.0],
    [412.6, 4631.2],
    [415.6, 4632.2],
    [414.0, 4635.6],
    [412.2, 4640.2],
    [413.8, 4643.6],
    [418.2, 4643.0],
    [421.5, 4645.2],
    [426.0, 4644.1],
    [426.6, 4640.0],
    [428.4, 4638.2],
    [430.6, 4640.4],
    [434.6, 4639.2],
    [435.6, 4634.6],
    [433.2, 4631.0],
    [433.0, 4626.0],
    [430.8, 4621.2],
    [426.0, 4620.6],
    [421.8, 4619.6],
    [421.2, 4615.0],
    [416.6, 4614.0],
    [413.8, 4617.4],
    [410.2, 4620.8],
    [405.0, 4620.8],
    [400.2, 4623.2],
    [395.2, 4624.6],
    [393.4, 4629.0],
  ] as XY[]
).map(([x, y]) => [414500 + (x * 1000 - 414500) * 0.972, 4629000 + (y * 1000 - 4629000) * 0.972]);

const bendX = noise('outline-x', 4200, 5);
const bendY = noise('outline-y', 4200, 5);
const wiggleX = noise('wiggle-x', 1300, 4);
const wiggleY = noise('wiggle-y', 1300, 4);
const hardship = noise('hardship', 2400, 3);

/** Index in {@link SEATS} of the municipality that holds each node; -1 outside the union. */
export const owners: () => Int16Array = lazy(spread);

function spread(): Int16Array {
  const cost = new Float64Array(NODES).fill(Infinity);
  const owner = new Int16Array(NODES).fill(-1);
  const queue = new Queue();
  SEATS.forEach((seat, index) => {
    const n = nodeNear(seat.at);
    cost[n] = 0;
    owner[n] = index;
    queue.push(n, 0);
  });
  const inside = nodes().map(([x, y]) =>
    insideRing([x + 1500 * bendX(x, y), y + 1500 * bendY(x, y)], OUTLINE),
  );
  while (queue.size > 0) {
    const [n, at] = queue.pop();
    if (at > cost[n]!) continue;
    const reach = Math.sqrt(SEATS[owner[n]!]!.areaSquareKilometers / 50);
    for (const m of neighbours(n)) {
      const [x, y] = nodes()[m]!;
      const effort = 1 + 3 * slopeBetween(n, m) + 0.5 * hardship(x, y);
      const next = at + (distance(nodes()[n]!, nodes()[m]!) * effort) / reach;
      if (!inside[m] || next >= cost[m]!) continue;
      cost[m] = next;
      owner[m] = owner[n]!;
      queue.push(m, next);
    }
  }
  return tidied(owner);
}

/** Majority of the neighbourhood, a few times over: no enclaves, no one-node spurs. */
function tidied(owner: Int16Array): Int16Array {
  let current = owner;
  for (let round = 0; round < 5; round++)
    current = current.map((own, n) => {
      const votes = new Map<number, number>([[own, 1.5]]);
      for (const m of neighbours(n)) votes.set(current[m]!, (votes.get(current[m]!) ?? 0) + 1);
      return [...votes].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0];
    });
  return current;
}

/** The limits, as lines between the points where three territories meet. */
export function boundaryLines(): XY[][] {
  // Corner (i, j) is the point between nodes (i-1, j-1), (i, j-1), (i-1, j) and (i, j).
  const links: { from: number; to: number; kind: string }[] = [];
  const width = COLUMNS + 1;
  const link = (a: number, b: number, from: number, to: number): void => {
    const [low, high] =
      owners()[a]! < owners()[b]! ? [owners()[a]!, owners()[b]!] : [owners()[b]!, owners()[a]!];
    if (low !== high) links.push({ from, to, kind: `${low} ${high}` });
  };
  for (let j = 1; j < ROWS; j++)
    for (let i = 1; i < COLUMNS; i++) {
      const n = j * COLUMNS + i;
      link(n, n - 1, j * width + i, (j + 1) * width + i);
      link(n, n - COLUMNS, j * width + i, j * width + i + 1);
    }
  const cornerAt = (corner: number): XY => {
    const n = Math.floor(corner / width) * COLUMNS + (corner % width);
    const around = [n, n - 1, n - COLUMNS, n - COLUMNS - 1].map((m) => nodes()[m]!);
    const x = around.reduce((sum, p) => sum + p[0], 0) / 4;
    const y = around.reduce((sum, p) => sum + p[1], 0) / 4;
    return [x + 300 * wiggleX(x, y), y + 300 * wiggleY(x, y)];
  };
  return chainsOf(links).map(({ path }) => relaxed(path.map(cornerAt), 3));
}
