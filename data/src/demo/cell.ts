/** A piece of ground with a simple outline that knows what way runs along each of its edges. */
import type { Junctions } from './junctions.ts';
import type { XY } from './planar.ts';
import { crossing, distance, millimetre, mix, ringArea, same } from './planar.ts';
import type { Random } from './random.ts';

export type WayKind =
  | 'border'
  | 'limit'
  | 'river'
  | 'stream'
  | 'state'
  | 'provincial'
  | 'municipal'
  | 'street'
  | 'alley'
  | 'track';

/** What runs along a line: a road, water, a limit. One object per road, shared by all edges along it. */
export interface Way {
  kind: WayKind;
  /** Half the width taken from the ground on each side, metres. */
  halfWidth: number;
  line: XY[];
  /** Municipality whose street it is; null for what crosses limits. */
  municipality: string | null;
  name: string | null;
}

export type Region = 'core' | 'town' | 'hamlet' | 'rural';

export interface Cell {
  /** Counter-clockwise, open, to the millimetre. */
  ring: XY[];
  /** The way along the edge from vertex i to i + 1; null for a plain limit between holdings. */
  ways: (Way | null)[];
  municipality: string;
  region: Region;
}

interface Chord {
  from: { edge: number; at: XY };
  to: { edge: number; at: XY };
}

export interface Cut {
  through: XY;
  /** Direction, radians. */
  angle: number;
  /** How far the cut may stray from straight, as a share of its length. */
  bend: number;
  /** The way made along the cut, given its line. */
  way: (line: XY[]) => Way | null;
  /** Where ways already end on a way, so that a cut from its other side may go on from there. */
  junctions?: Junctions | undefined;
}

/**
 * Cuts a cell by a chord; the two parts share it vertex by vertex. Null when no chord there leaves
 * both parts with an area.
 */
export function cut(cell: Cell, wanted: Cut, rng: Random): [Cell, Cell] | null {
  const chord = chordThrough(cell.ring, wanted.through, wanted.angle);
  if (!chord) return null;
  const snapped = snapEnds(cell, chord, wanted.junctions);
  return (snapped && split(cell, snapped, wanted, rng)) ?? split(cell, chord, wanted, rng);
}

/** The chord of the straight line that holds `through`, else the longest one. */
function chordThrough(ring: readonly XY[], through: XY, angle: number): Chord | null {
  const dx = Math.cos(angle);
  const dy = Math.sin(angle);
  const hits: { along: number; edge: number; at: XY }[] = [];
  const side = ring.map(([x, y]) => dx * (y - through[1]) - dy * (x - through[0]));
  for (let i = 0; i < ring.length; i++) {
    const j = (i + 1) % ring.length;
    if (side[i]! > 0 === side[j]! > 0) continue;
    const at = mix(ring[i]!, ring[j]!, side[i]! / (side[i]! - side[j]!));
    hits.push({
      along: (at[0] - through[0]) * dx + (at[1] - through[1]) * dy,
      edge: i,
      at: millimetre(at),
    });
  }
  hits.sort((a, b) => a.along - b.along);
  let best: Chord | null = null;
  let length = 0;
  for (let k = 0; k + 1 < hits.length; k += 2) {
    const [from, to] = [hits[k]!, hits[k + 1]!];
    if (from.along <= 0 && to.along >= 0) return { from, to };
    if (to.along - from.along > length) {
      length = to.along - from.along;
      best = { from, to };
    }
  }
  return best;
}

/** Moves the chord's ends to junctions or corners that are near, to spare slivers of edges. */
function snapEnds({ ring, ways }: Cell, chord: Chord, junctions?: Junctions): Chord | null {
  const reach = Math.min(25, distance(chord.from.at, chord.to.at) * 0.06);
  const moved = [chord.from, chord.to].map(({ edge, at }) => {
    const next = (edge + 1) % ring.length;
    const way = ways[edge];
    const junction = way && junctions?.near(way, at, ring[edge]!, ring[next]!);
    if (junction) return { edge, at: junction };
    const near = distance(ring[edge]!, at) < distance(ring[next]!, at) ? edge : next;
    return distance(ring[near]!, at) <= reach ? { edge: near, at: ring[near]! } : { edge, at };
  });
  const [from, to] = [moved[0]!, moved[1]!];
  return same(from.at, to.at) ? null : { from, to };
}

function split(
  cell: Cell,
  { from, to }: Chord,
  { way: wayOf, bend }: Cut,
  rng: Random,
): [Cell, Cell] | null {
  const { ring, ways } = withVertices(cell, from, to);
  const a = ring.findIndex((p) => same(p, from.at));
  const b = ring.findIndex((p) => same(p, to.at));
  if (a < 0 || b < 0 || a === b) return null;
  const n = ring.length;
  if ((a + 1) % n === b || (b + 1) % n === a) return null;
  let inner: XY[] | null = null;
  for (const share of bend > 0 ? [bend, bend / 3, 0] : [0]) {
    inner = bent(ring[a]!, ring[b]!, share, rng).map(millimetre);
    if (clear(ring, a, b, inner)) break;
    inner = null;
  }
  if (!inner) return null;
  const line = [ring[a]!, ...inner, ring[b]!];
  const way = wayOf(line);
  const part = (start: number, end: number, back: XY[]): Cell => {
    const vertices: XY[] = [];
    const along: (Way | null)[] = [];
    for (let i = start; i !== end; i = (i + 1) % n) {
      vertices.push(ring[i]!);
      along.push(ways[i]!);
    }
    vertices.push(ring[end]!, ...back);
    along.push(way, ...back.map(() => way));
    return { ...cell, ring: vertices, ways: along };
  };
  const left = part(a, b, inner.toReversed());
  const right = part(b, a, inner);
  return ringArea(left.ring) > 1 && ringArea(right.ring) > 1 ? [left, right] : null;
}

function withVertices(cell: Cell, ...ends: Chord['from'][]): Pick<Cell, 'ring' | 'ways'> {
  const ring: XY[] = [];
  const ways: (Way | null)[] = [];
  cell.ring.forEach((p, i) => {
    const next = cell.ring[(i + 1) % cell.ring.length]!;
    ring.push(p);
    ways.push(cell.ways[i]!);
    const added = ends
      .filter(({ edge, at }) => edge === i && !same(at, p) && !same(at, next))
      .toSorted((e, f) => distance(p, e.at) - distance(p, f.at));
    for (const { at } of added) {
      ring.push(at);
      ways.push(cell.ways[i]!);
    }
  });
  return { ring, ways };
}

/** Inner points of a line from `a` to `b` that strays sideways, by midpoint displacement. */
function bent(a: XY, b: XY, share: number, rng: Random): XY[] {
  const length = distance(a, b);
  if (share === 0 || length < 25) return [];
  const middle = mix(a, b, 0.42 + 0.16 * rng());
  const stray = (rng() * 2 - 1) * share;
  const m: XY = [middle[0] - (b[1] - a[1]) * stray, middle[1] + (b[0] - a[0]) * stray];
  if (length < 90) return [m];
  return [...bent(a, m, share * 0.75, rng), m, ...bent(m, b, share * 0.75, rng)];
}

/** True when the line from vertex a to vertex b by `inner` runs inside the ring and touches it nowhere else. */
function clear(ring: readonly XY[], a: number, b: number, inner: readonly XY[]): boolean {
  const n = ring.length;
  const line = [ring[a]!, ...inner, ring[b]!];
  for (let k = 0; k + 1 < line.length; k++) {
    const p = line[k]!;
    const q = line[k + 1]!;
    for (let i = 0; i < n; i++) {
      const j = (i + 1) % n;
      if (k === 0 && (i === a || j === a)) continue;
      if (k === line.length - 2 && (i === b || j === b)) continue;
      if (crossing(p, q, ring[i]!, ring[j]!)) return false;
    }
  }
  return leavesInside(ring, a, line[1]!) && leavesInside(ring, b, line.at(-2)!);
}

/** True when the direction from vertex `at` to `p` points into the ring. */
function leavesInside(ring: readonly XY[], at: number, p: XY): boolean {
  const n = ring.length;
  const o = ring[at]!;
  const angleTo = (q: XY): number => Math.atan2(q[1] - o[1], q[0] - o[0]);
  const start = angleTo(ring[(at + 1) % n]!);
  const turnTo = (q: XY): number => (angleTo(q) - start + 4 * Math.PI) % (2 * Math.PI);
  return turnTo(p) > 0.02 && turnTo(p) < turnTo(ring[(at + n - 1) % n]!) - 0.02;
}
