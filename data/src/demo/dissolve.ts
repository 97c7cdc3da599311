/** Joins stitched rings with the same label: common edges vanish, the rest are the outline. */
import type { XY } from './planar.ts';
import { insideRing, interiorPoint, keyOf, ringArea } from './planar.ts';

/** Outer ring counter-clockwise first, then holes clockwise; all open. */
export type Rings = XY[][];

/**
 * One polygon for every set of rings that have the same label and are joined by edges. Rings are
 * counter-clockwise (holes clockwise) and meet vertex to vertex, as {@link stitch} leaves them.
 */
export function dissolve<T>(
  pieces: readonly T[],
  ringsOf: (piece: T) => Rings,
  labelOf: (piece: T) => string,
): { label: string; rings: Rings; pieces: T[] }[] {
  const parent = pieces.map((_, i) => i);
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const owner = new Map<string, number>();
  const labels = pieces.map(labelOf);
  forEachEdge(pieces, ringsOf, (index, a, b) => owner.set(`${keyOf(a)} ${keyOf(b)}`, index));
  const outlines = new Map<number, [XY, XY][]>();
  const outer: [number, XY, XY][] = [];
  forEachEdge(pieces, ringsOf, (index, a, b) => {
    const other = owner.get(`${keyOf(b)} ${keyOf(a)}`);
    if (other !== undefined && labels[other] === labels[index]) parent[find(index)] = find(other);
    else outer.push([index, a, b]);
  });
  for (const [index, a, b] of outer) {
    const list = outlines.get(find(index));
    if (list) list.push([a, b]);
    else outlines.set(find(index), [[a, b]]);
  }
  const members = new Map<number, T[]>();
  pieces.forEach((piece, i) => {
    const list = members.get(find(i));
    if (list) list.push(piece);
    else members.set(find(i), [piece]);
  });
  return [...outlines].map(([root, edges]) => ({
    label: labels[root]!,
    rings: joinEdges(edges),
    pieces: members.get(root)!,
  }));
}

function forEachEdge<T>(
  pieces: readonly T[],
  ringsOf: (piece: T) => Rings,
  visit: (index: number, a: XY, b: XY) => void,
): void {
  pieces.forEach((piece, index) => {
    for (const ring of ringsOf(piece))
      for (let i = 0; i < ring.length; i++) visit(index, ring[i]!, ring[(i + 1) % ring.length]!);
  });
}

/** Walks directed edges into rings, parted wherever one comes back to a vertex, so that each is simple. */
function joinEdges(edges: [XY, XY][]): Rings {
  const out = new Map<number, XY[]>();
  for (const [a, b] of edges) {
    const list = out.get(keyOf(a));
    if (list) list.push(b);
    else out.set(keyOf(a), [b]);
  }
  const rings: XY[][] = [];
  for (const [start] of edges) {
    const path: XY[] = [];
    const at = new Map<number, number>();
    for (let p: XY | undefined = start; p; p = out.get(keyOf(p))?.pop()) {
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
  rings.sort((a, b) => ringArea(b) - ringArea(a));
  return rings;
}

/** Polygons of one or more outer rings: each hole goes to the outer ring around it. */
export function polygonsOf(rings: Rings): Rings[] {
  const shells = rings.filter((ring) => ringArea(ring) > 0).map((ring) => [ring]);
  for (const hole of rings.filter((ring) => ringArea(ring) < 0)) {
    const p = interiorPoint(hole);
    const around = shells.filter(([shell]) => insideRing(p, shell!));
    (around.sort((a, b) => ringArea(a[0]!) - ringArea(b[0]!))[0] ?? shells[0])?.push(hole);
  }
  return shells;
}
