/**
 * The plane cut by lines: segments are noded to the millimetre, loose ends dropped, and the faces
 * between them walked. Neighbouring faces share their vertices exactly, so whatever is made by
 * joining faces tiles without gaps or overlaps.
 */
import type { Segment } from './noding.ts';
import { noded } from './noding.ts';
import type { XY } from './planar.ts';
import { insideRing, keyOf, ringArea } from './planar.ts';

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

/** Where two lines run together, the one with the higher `rank` is kept. */
export function arrange<W>(
  lines: { line: readonly XY[]; way: W }[],
  rank: (way: W) => number,
): Arrangement<W> {
  const segments = noded(lines);
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
    if (list.length > 2) list.sort((a, b) => angle(a) - angle(b));
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
    .toSorted((a, b) => a.area - b.area);
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
