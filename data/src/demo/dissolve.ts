/** Joins stitched rings with the same label: common edges vanish, the rest are the outline. */
import type { XY } from './planar.ts';
import { distance, insideRing, interiorPoint, keyOf, ringArea } from './planar.ts';

/** Outer ring counter-clockwise first, then holes clockwise; all open. */
export type Rings = XY[][];

/** A set of pieces that have the same label and are joined by edges, with their common outline. */
export interface Joined<T> {
  label: string;
  rings: Rings;
  pieces: T[];
}

/**
 * One polygon for every set of pieces that have the same label and are joined by edges. Rings are
 * counter-clockwise (holes clockwise) and meet vertex to vertex, as `stitch` leaves them.
 */
export function dissolve<T>(
  pieces: readonly T[],
  ringsOf: (piece: T) => Rings,
  labelOf: (piece: T) => string,
): Joined<T>[] {
  const labels = pieces.map(labelOf);
  const edges = edgesOf(pieces.map(ringsOf));
  const parent = pieces.map((_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const outer: Edge[] = [];
  for (const edge of edges) {
    if (edge.beyond < 0 || labels[edge.beyond] !== labels[edge.piece]) outer.push(edge);
    else parent[find(edge.piece)] = find(edge.beyond);
  }
  const groups = new Map<number, { edges: Edge[]; pieces: T[] }>();
  pieces.forEach((piece, i) => {
    const root = find(i);
    const group = groups.get(root);
    if (group) group.pieces.push(piece);
    else groups.set(root, { edges: [], pieces: [piece] });
  });
  for (const edge of outer) groups.get(find(edge.piece))!.edges.push(edge);
  return [...groups].map(([root, group]) => ({
    label: labels[root]!,
    rings: joinEdges(group.edges),
    pieces: group.pieces,
  }));
}

/** For each piece, the pieces it borders on and the metres of border they share. */
export function adjacency(pieces: readonly Rings[]): Map<number, number>[] {
  const found = pieces.map(() => new Map<number, number>());
  for (const { piece, beyond, from, to } of edgesOf(pieces))
    if (beyond >= 0)
      found[piece]!.set(beyond, (found[piece]!.get(beyond) ?? 0) + distance(from, to));
  return found;
}

interface Edge {
  from: XY;
  to: XY;
  piece: number;
  /** The piece on the other side, -1 for none. */
  beyond: number;
}

function edgesOf(pieces: readonly Rings[]): Edge[] {
  const ids = new Map<number, number>();
  const idOf = (p: XY): number => {
    const key = keyOf(p);
    let id = ids.get(key);
    if (id === undefined) ids.set(key, (id = ids.size));
    return id;
  };
  const edges: Edge[] = [];
  const pairs: [number, number][] = [];
  const owner = new Map<number, number>();
  pieces.forEach((rings, piece) => {
    for (const ring of rings) {
      const numbers = ring.map(idOf);
      ring.forEach((from, i) => {
        const j = (i + 1) % ring.length;
        owner.set(numbers[i]! * 2 ** 24 + numbers[j]!, piece);
        pairs.push([numbers[i]!, numbers[j]!]);
        edges.push({ from, to: ring[j]!, piece, beyond: -1 });
      });
    }
  });
  edges.forEach((edge, i) => {
    const [a, b] = pairs[i]!;
    edge.beyond = owner.get(b * 2 ** 24 + a) ?? -1;
  });
  return edges;
}

/** Walks directed edges into rings, parted wherever one comes back to a vertex, so that each is simple. */
function joinEdges(edges: readonly Edge[]): Rings {
  const out = new Map<number, XY[]>();
  for (const { from, to } of edges) {
    const list = out.get(keyOf(from));
    if (list) list.push(to);
    else out.set(keyOf(from), [to]);
  }
  const rings: XY[][] = [];
  for (const { from } of edges) {
    const path: XY[] = [];
    const at = new Map<number, number>();
    for (let p: XY | undefined = from; p; p = out.get(keyOf(p))?.pop()) {
      const before = at.get(keyOf(p));
      if (before !== undefined) {
        const loop = path.splice(before);
        for (const q of loop) at.delete(keyOf(q));
        if (loop.length > 2) rings.push(loop);
      }
      at.set(keyOf(p), path.length);
      path.push(p);
    }
  }
  return rings.toSorted((a, b) => ringArea(b) - ringArea(a));
}

/** Polygons of one or more outer rings: each hole goes to the smallest outer ring around it. */
export function polygonsOf(rings: Rings): Rings[] {
  const shells = rings.filter((ring) => ringArea(ring) > 0).map((ring) => [ring]);
  for (const hole of rings.filter((ring) => ringArea(ring) < 0)) {
    const p = interiorPoint(hole);
    const around = shells.filter(([shell]) => insideRing(p, shell!));
    (around.toSorted((a, b) => ringArea(a[0]!) - ringArea(b[0]!))[0] ?? shells[0])?.push(hole);
  }
  return shells;
}
