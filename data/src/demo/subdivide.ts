/** Divides cells again and again until they are as small as the place asks for. */
import type { Cell, Way } from './cell.ts';
import { cut } from './cell.ts';
import type { Junctions } from './junctions.ts';
import type { XY } from './planar.ts';
import { centroid, mix, nearestOnSegment, ringArea } from './planar.ts';
import type { Random } from './random.ts';
import { between, pick } from './random.ts';

export interface Rule {
  /** m² under which a cell is left whole. */
  target: (cell: Cell) => number;
  /** The way made along a new cut through a cell of this area, given its line. */
  way: (cell: Cell, area: number, line: XY[]) => Way | null;
  /** How far cuts stray, as a share of their length. */
  bend: number;
  /** How far cuts turn away from square, radians. */
  skew: number;
  /** Length over width that parts may reach before they are cut across; strips have a large one. */
  slenderness: number;
  junctions?: Junctions | undefined;
}

export function subdivide(cell: Cell, rule: Rule, rng: Random): Cell[] {
  const done: Cell[] = [];
  const open = [cell];
  for (let next = open.pop(); next; next = open.pop()) {
    const area = ringArea(next.ring);
    const wanted = rule.target(next) * between(rng, 0.62, 1.5);
    const parts = area > wanted ? halve(next, area, rule, rng) : null;
    if (parts) open.push(...parts);
    else done.push(next);
  }
  return done;
}

function halve(cell: Cell, area: number, rule: Rule, rng: Random): [Cell, Cell] | null {
  const frame = frameOf(cell.ring);
  let best: [Cell, Cell] | null = null;
  let bestScore = Infinity;
  for (let attempt = 0; attempt < 9; attempt++) {
    const across = attempt % 3 === 2 ? frame.angle : crossAngle(frame, rule);
    // Later tries start from elsewhere: the middle of a crescent is not in it.
    const middle = attempt < 3 ? frame.center : mix(frame.center, pick(rng, cell.ring), 0.6);
    const through: XY = [
      middle[0] + between(rng, -0.12, 0.12) * frame.long * Math.cos(frame.angle),
      middle[1] + between(rng, -0.12, 0.12) * frame.long * Math.sin(frame.angle),
    ];
    const angle = across + between(rng, -rule.skew, rule.skew);
    const way = (line: XY[]): Way | null => rule.way(cell, area, line);
    const parts = cut(
      cell,
      { through, angle, bend: rule.bend, way, junctions: rule.junctions },
      rng,
    );
    if (!parts) continue;
    const share = ringArea(parts[0].ring) / area;
    const score = Math.abs(share - 0.5);
    if (score < bestScore) [best, bestScore] = [parts, score];
    if (score < 0.15 || (attempt > 4 && score < 0.35)) break;
  }
  if (bestScore >= 0.46) return null;
  if (best && rule.junctions) remember(cell, best, rule.junctions);
  return best;
}

/** Notes where the new way ends on the ways round the cell. */
function remember(cell: Cell, [part]: [Cell, Cell], junctions: Junctions): void {
  const known = new Set(cell.ways);
  const made = part.ways.find((way) => way && !known.has(way));
  if (!made) return;
  for (const end of [made.line[0]!, made.line.at(-1)!])
    cell.ring.forEach((a, i) => {
      const way = cell.ways[i];
      const b = cell.ring[(i + 1) % cell.ring.length]!;
      if (way && nearestOnSegment(end, a, b).distance <= 0.0015) junctions.add(way, end);
    });
}

interface Frame {
  center: XY;
  /** Direction of the longer side, radians. */
  angle: number;
  long: number;
  short: number;
}

/** Cuts go across the long side, except in strips, which are cut lengthwise until they are slender enough. */
function crossAngle(frame: Frame, rule: Rule): number {
  const lengthwise = rule.slenderness > 2 && frame.long / frame.short < rule.slenderness / 2;
  return lengthwise ? frame.angle : frame.angle + Math.PI / 2;
}

/** The box whose sides follow the ring's own edges: mean edge direction modulo a right angle. */
export function frameOf(ring: readonly XY[]): Frame {
  let re = 0;
  let im = 0;
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]!;
    const dx = q[0] - p[0];
    const dy = q[1] - p[1];
    const length = Math.hypot(dx, dy);
    const angle = 4 * Math.atan2(dy, dx);
    re += length * Math.cos(angle);
    im += length * Math.sin(angle);
  });
  const angle = Math.atan2(im, re) / 4;
  const extent = (direction: number): number => {
    const along = ring.map(([x, y]) => x * Math.cos(direction) + y * Math.sin(direction));
    return Math.max(...along) - Math.min(...along);
  };
  const a = extent(angle);
  const b = extent(angle + Math.PI / 2);
  const center = centroid(ring);
  return a >= b
    ? { center, angle, long: a, short: b }
    : { center, angle: angle + Math.PI / 2, long: b, short: a };
}
