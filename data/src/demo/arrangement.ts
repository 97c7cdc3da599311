/**
 * The plane cut by lines: segments are noded to the millimetre, loose ends dropped, and the faces
 * between them walked. Neighbouring faces share their vertices exactly, so whatever is made by
 * joining faces tiles without gaps or overlaps.
 */
import type { XY } from './planar.ts';
import {
  crossing,
  insideRing,
  keyOf,
  millimetre,
  nearestOnSegment,
  ringArea,
  same,
} from './planar.ts';

/** Half of an edge, with its face on the left. */
export interface HalfEdge<W> {
  from: XY;
  to: XY;
  way: W;
  twin: HalfEdge<W>;
  /** Index in {@link Arrangement.faces}; -1 for the outside. */
  face: number;
}

export interface Face<W> {
  /** Counter-clockwise, open. */
  ring: HalfEdge<W>[];
  /** Clockwise, open. */
  holes: HalfEdge<W>[][];
}

export interface Arrangement<W> {
  faces: Face<W>[];
  edges: HalfEdge<W>[];
  /** Segments that bound nothing: loose ends, in no order. */
  dangles: { from: XY; to: XY; way: W }[];
}

interface Segment<W> {
  from: XY;
  to: XY;
  way: W;
}

/** Where two lines run together, the one with the higher `rank` is kept. */
export function arrange<W>(
  lines: { line: readonly XY[]; way: W }[],
  rank: (way: W) => number,
): Arrangement<W> {
  let segments: Segment<W>[] = [];
  for (const { line, way } of lines) {
    const points = line.map(millimetre);
    for (let i = 0; i + 1 < points.length; i++)
      if (!same(points[i]!, points[i + 1]!))
        segments.push({ from: points[i]!, to: points[i + 1]!, way });
  }
  for (let round = 0; round < 6; round++) {
    const noded = node(segments);
    if (noded.length === segments.length) break;
    segments = noded;
  }
  const unique = new Map<string, Segment<W>>();
  for (const segment of segments) {
    const a = keyOf(segment.from);
    const b = keyOf(segment.to);
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const known = unique.get(key);
    if (!known || rank(segment.way) > rank(known.way)) unique.set(key, segment);
  }
  const { kept, dangles } = pruned([...unique.values()]);
  let edges = kept.flatMap(halves);
  let faces = walk(edges);
  // A bridge has one face on both sides: it bounds nothing, and would make that face's ring touch itself.
  const bridges = edges.filter((edge) => edge.face === edge.twin.face);
  if (bridges.length > 0) {
    edges = edges.filter((edge) => edge.face !== edge.twin.face);
    for (const edge of edges) edge.face = -1;
    faces = walk(edges);
    for (const { from, to, way } of bridges.filter((edge) => keyOf(edge.from) < keyOf(edge.to)))
      dangles.push({ from, to, way });
  }
  return { faces, edges, dangles };
}

function halves<W>({ from, to, way }: Segment<W>): [HalfEdge<W>, HalfEdge<W>] {
  const there = { from, to, way, face: -1 } as HalfEdge<W>;
  const back: HalfEdge<W> = { from: to, to: from, way, face: -1, twin: there };
  there.twin = back;
  return [there, back];
}

/** Splits every segment where another crosses or touches it (within 1.2 mm). */
function node<W>(segments: Segment<W>[]): Segment<W>[] {
  const size = 120;
  const bins = new Map<number, number[]>();
  const binsOf = ({ from, to }: Segment<W>): number[] => {
    const found: number[] = [];
    for (
      let i = Math.floor(Math.min(from[0], to[0]) / size - 1e-4);
      i <= Math.max(from[0], to[0]) / size + 1e-4;
      i++
    )
      for (
        let j = Math.floor(Math.min(from[1], to[1]) / size - 1e-4);
        j <= Math.max(from[1], to[1]) / size + 1e-4;
        j++
      )
        found.push(i * 1e6 + j);
    return found;
  };
  const cuts: XY[][] = segments.map(() => []);
  segments.forEach((segment, index) => {
    for (const bin of binsOf(segment)) {
      const others = bins.get(bin);
      if (!others) {
        bins.set(bin, [index]);
        continue;
      }
      for (const other of others) cutBoth(segment, cuts[index]!, segments[other]!, cuts[other]!);
      others.push(index);
    }
  });
  return segments.flatMap((segment, index) => {
    const points = cuts[index]!;
    if (points.length === 0) return [segment];
    const { from, to, way } = segment;
    const sorted = [
      from,
      ...points.sort((p, q) => position(p, from, to) - position(q, from, to)),
      to,
    ];
    const parts: Segment<W>[] = [];
    for (let i = 0; i + 1 < sorted.length; i++)
      if (!same(sorted[i]!, sorted[i + 1]!))
        parts.push({ from: sorted[i]!, to: sorted[i + 1]!, way });
    return parts;
  });
}

function cutBoth<W>(a: Segment<W>, aCuts: XY[], b: Segment<W>, bCuts: XY[]): void {
  let touched = false;
  for (const end of [b.from, b.to]) touched = cutAt(a, aCuts, end) || touched;
  for (const end of [a.from, a.to]) touched = cutAt(b, bCuts, end) || touched;
  if (touched) return;
  const params = crossing(a.from, a.to, b.from, b.to);
  if (!params) return;
  const p = millimetre([
    a.from[0] + (a.to[0] - a.from[0]) * params[0],
    a.from[1] + (a.to[1] - a.from[1]) * params[0],
  ]);
  for (const [segment, cuts] of [
    [a, aCuts],
    [b, bCuts],
  ] as const)
    if (!same(p, segment.from) && !same(p, segment.to)) cuts.push(p);
}

/** True when `p` is an end of the segment or lies on it; in the latter case it becomes a cut. */
function cutAt<W>(segment: Segment<W>, cuts: XY[], p: XY): boolean {
  if (same(p, segment.from) || same(p, segment.to)) return true;
  if (nearestOnSegment(p, segment.from, segment.to).distance > 0.0012) return false;
  cuts.push(p);
  return true;
}

function position(p: XY, from: XY, to: XY): number {
  return (p[0] - from[0]) * (to[0] - from[0]) + (p[1] - from[1]) * (to[1] - from[1]);
}

function pruned<W>(segments: Segment<W>[]): { kept: Segment<W>[]; dangles: Segment<W>[] } {
  const at = new Map<number, Set<Segment<W>>>();
  for (const segment of segments)
    for (const end of [segment.from, segment.to]) {
      const key = keyOf(end);
      const set = at.get(key);
      if (set) set.add(segment);
      else at.set(key, new Set([segment]));
    }
  const dangles: Segment<W>[] = [];
  const loose = [...at].filter(([, set]) => set.size === 1).map(([key]) => key);
  for (let key = loose.pop(); key !== undefined; key = loose.pop()) {
    const [segment] = at.get(key)!;
    if (!segment || at.get(key)!.size !== 1) continue;
    dangles.push(segment);
    for (const end of [segment.from, segment.to]) {
      const set = at.get(keyOf(end))!;
      set.delete(segment);
      if (set.size === 1) loose.push(keyOf(end));
    }
  }
  const gone = new Set(dangles);
  return { kept: segments.filter((segment) => !gone.has(segment)), dangles };
}

function walk<W>(edges: HalfEdge<W>[]): Face<W>[] {
  const out = new Map<number, HalfEdge<W>[]>();
  for (const edge of edges) {
    const list = out.get(keyOf(edge.from));
    if (list) list.push(edge);
    else out.set(keyOf(edge.from), [edge]);
  }
  const angle = (edge: HalfEdge<W>): number =>
    Math.atan2(edge.to[1] - edge.from[1], edge.to[0] - edge.from[0]);
  const next = new Map<HalfEdge<W>, HalfEdge<W>>();
  for (const list of out.values()) {
    list.sort((a, b) => angle(a) - angle(b));
    // Arriving by `edge`, the next border of the face on the left leaves just clockwise of the way back.
    list.forEach((edge, i) => next.set(edge.twin, list[(i + list.length - 1) % list.length]!));
  }
  const faces: Face<W>[] = [];
  const outer: HalfEdge<W>[][] = [];
  const seen = new Set<HalfEdge<W>>();
  for (const start of edges) {
    if (seen.has(start)) continue;
    const ring: HalfEdge<W>[] = [];
    for (let edge = start; !seen.has(edge); edge = next.get(edge)!) {
      seen.add(edge);
      ring.push(edge);
    }
    if (ringArea(ring.map(({ from }) => from)) > 0) {
      for (const edge of ring) edge.face = faces.length;
      faces.push({ ring, holes: [] });
    } else outer.push(ring);
  }
  assignHoles(faces, outer);
  return faces;
}

/** Gives every clockwise ring to the smallest face around it; what no face surrounds is the outside. */
function assignHoles<W>(faces: Face<W>[], outer: HalfEdge<W>[][]): void {
  const shells = faces
    .map(({ ring }, index) => {
      const points = ring.map(({ from }) => from);
      const xs = points.map((p) => p[0]);
      const ys = points.map((p) => p[1]);
      const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
      return { index, points, keys: new Set(points.map(keyOf)), area: ringArea(points), box };
    })
    .sort((a, b) => a.area - b.area);
  for (const ring of outer) {
    const p = ring[0]!.from;
    const around = shells.find(
      ({ box, points, keys }) =>
        p[0] > box[0] &&
        p[1] > box[1] &&
        p[0] < box[2] &&
        p[1] < box[3] &&
        !keys.has(keyOf(p)) &&
        insideRing(p, points),
    );
    if (!around || ring.some(({ from }) => around.keys.has(keyOf(from)))) continue;
    for (const edge of ring) edge.face = around.index;
    faces[around.index]!.holes.push(ring);
  }
}
