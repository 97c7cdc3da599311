/** Draws a cell's edges in by half the width of the ways along them: what is left is the block. */
import type { Cell, Way } from './cell.ts';
import type { XY } from './planar.ts';
import { crossing, millimetre, ringArea, same, turn } from './planar.ts';

interface Side {
  from: XY;
  /** Unit direction. */
  dx: number;
  dy: number;
  inset: number;
  way: Way | null;
}

/**
 * The block inside the cell. Where nothing sound would be left of it, the cell itself, fronting no
 * way: a wedge between streets on which nothing is built.
 */
export function blockOf(cell: Cell): Cell {
  let sides = sidesOf(cell);
  if (sides.every(({ inset }) => inset === 0)) return cell;
  while (sides.length > 2) {
    const corners = sides.map((side, i) =>
      meet(sides[(i + sides.length - 1) % sides.length]!, side),
    );
    const turned = sides.findIndex((side, i) => {
      const from = corners[i]!.at(-1)!;
      const to = corners[(i + 1) % sides.length]![0]!;
      return (to[0] - from[0]) * side.dx + (to[1] - from[1]) * side.dy <= 0.05;
    });
    // A side that would run backwards has been swallowed by its neighbours.
    if (turned >= 0) {
      sides = sides.filter((_, i) => i !== turned);
      continue;
    }
    const ring: XY[] = [];
    const ways: (Way | null)[] = [];
    sides.forEach((side, i) => {
      const points = corners[i]!.map(millimetre);
      points.forEach((p, k) => {
        ring.push(p);
        ways.push(k === points.length - 1 ? side.way : null);
      });
    });
    const block = { ...cell, ring, ways };
    const area = ringArea(ring);
    return area > 20 && area < ringArea(cell.ring) && isSimple(ring) ? block : unreached(cell);
  }
  return unreached(cell);
}

function unreached(cell: Cell): Cell {
  return { ...cell, ways: cell.ways.map(() => null) };
}

function sidesOf({ ring, ways }: Cell): Side[] {
  return ring.map((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const way = ways[i]!;
    return {
      from,
      dx: (to[0] - from[0]) / length,
      dy: (to[1] - from[1]) / length,
      inset: way?.halfWidth ?? 0,
      way,
    };
  });
}

/** Where two successive sides meet once drawn in: one corner, or two where they run on with different widths. */
function meet(a: Side, b: Side): XY[] {
  const ends: XY[] = [a, b].map(({ dx, dy, inset }) => [
    b.from[0] - dy * inset,
    b.from[1] + dx * inset,
  ]);
  const [p, q] = [ends[0]!, ends[1]!];
  const sine = a.dx * b.dy - a.dy * b.dx;
  const straight = Math.abs(sine) < 0.12 && a.dx * b.dx + a.dy * b.dy > 0;
  if (straight && a.inset === b.inset) return [[(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]];
  if (straight) return [p, q];
  // a.from + s·a = b.from + t·b, both moved in.
  const ox = a.from[0] - a.dy * a.inset;
  const oy = a.from[1] + a.dx * a.inset;
  const s = ((q[0] - ox) * b.dy - (q[1] - oy) * b.dx) / sine;
  return Math.abs(sine) < 1e-6 ? [p, q] : [[ox + a.dx * s, oy + a.dy * s]];
}

export function isSimple(ring: readonly XY[]): boolean {
  const n = ring.length;
  for (let i = 0; i < n; i++) {
    const [p, q] = [ring[i]!, ring[(i + 1) % n]!];
    if (same(p, q)) return false;
    const [minX, maxX] = p[0] < q[0] ? [p[0], q[0]] : [q[0], p[0]];
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const [r, s] = [ring[j]!, ring[(j + 1) % n]!];
      if ((r[0] < minX && s[0] < minX) || (r[0] > maxX && s[0] > maxX)) continue;
      if (crossing(p, q, r, s)) return false;
    }
    // A spike folds back on its own edge.
    const t = ring[(i + 2) % n]!;
    if (turn(p, q, t) === 0 && (q[0] - p[0]) * (t[0] - q[0]) + (q[1] - p[1]) * (t[1] - q[1]) < 0)
      return false;
  }
  return true;
}
