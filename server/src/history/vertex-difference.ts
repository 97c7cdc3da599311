/** How many vertices of a geometry were added, removed and moved. Pure. */
import type { Geometry, Position } from '@sit/core/geometry';

export interface VertexDifference {
  added: number;
  removed: number;
  moved: number;
}

type Chain = string[];

/**
 * Vertices are the same when their coordinates are, to the last bit. Between two that stayed, as many as both
 * geometries have were moved, the rest added or removed. Closed rings may begin anywhere.
 */
export function vertexDifference(from: Geometry, to: Geometry): VertexDifference {
  const result: VertexDifference = { added: 0, removed: 0, moved: 0 };
  for (const [before, after] of pairChains(chainsOf(from), chainsOf(to)))
    compareChains(before, after, result);
  return result;
}

/** Each of `after` with that of `before` it shares most vertices with; those left, by their order. */
function pairChains(before: readonly Chain[], after: readonly Chain[]): [Chain, Chain][] {
  const owner = new Map<string, number>();
  for (const [index, chain] of before.entries())
    for (const vertex of chain) owner.set(vertex, index);
  const free = new Set(before.keys());
  const partners = after.map((chain) => {
    const shared = new Map<number, number>();
    for (const vertex of chain) {
      const index = owner.get(vertex);
      if (index !== undefined && free.has(index)) shared.set(index, (shared.get(index) ?? 0) + 1);
    }
    const best = [...shared].toSorted(([, a], [, b]) => b - a)[0]?.[0];
    if (best !== undefined) free.delete(best);
    return best;
  });
  const left = [...free];
  const pairs = after.map((chain, index): [Chain, Chain] => [
    before[partners[index] ?? left.shift() ?? -1] ?? [],
    chain,
  ]);
  return [...pairs, ...left.map((index): [Chain, Chain] => [before[index]!, []])];
}

function compareChains(before: Chain, after: Chain, result: VertexDifference): void {
  const turned = turnedTo(before, after);
  const places = new Map(before.map((vertex, index) => [vertex, index]));
  const kept = longestRise(turned.map((vertex) => places.get(vertex) ?? -1));
  let [lastBefore, lastAfter] = [-1, -1];
  for (const [i, j] of [...kept, [before.length, turned.length] as const]) {
    const gone = i - lastBefore - 1;
    const come = j - lastAfter - 1;
    const moved = Math.min(gone, come);
    result.moved += moved;
    result.removed += gone - moved;
    result.added += come - moved;
    [lastBefore, lastAfter] = [i, j];
  }
}

/** A ring begun at the first vertex of the other that it has. */
function turnedTo(before: Chain, after: Chain): Chain {
  const own = new Set(after);
  const first = before.find((vertex) => own.has(vertex));
  const start = first === undefined ? 0 : after.indexOf(first);
  return [...after.slice(start), ...after.slice(0, start)];
}

/** The longest rising sequence of places, as `[place, index]`; places below 0 are none. By patience sorting. */
function longestRise(places: readonly number[]): (readonly [number, number])[] {
  const tails: number[] = [];
  const previous = new Map<number, number>();
  for (const [index, place] of places.entries()) {
    if (place < 0) continue;
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[tails[middle]!]! < place) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous.set(index, tails[low - 1]!);
    tails[low] = index;
  }
  const rise: (readonly [number, number])[] = [];
  for (let index = tails.at(-1); index !== undefined; index = previous.get(index))
    rise.unshift([places[index]!, index]);
  return rise;
}

/** Points and lines as they are, rings without their last vertex, which is their first. */
function chainsOf(geometry: Geometry): Chain[] {
  const open = (positions: readonly Position[]): Chain => positions.map((each) => each.join(' '));
  const ring = (positions: readonly Position[]): Chain => open(positions.slice(0, -1));
  switch (geometry.type) {
    case 'Point':
      return [open([geometry.coordinates])];
    case 'MultiPoint':
      return [open(geometry.coordinates)];
    case 'LineString':
      return [open(geometry.coordinates)];
    case 'MultiLineString':
      return geometry.coordinates.map(open);
    case 'Polygon':
      return geometry.coordinates.map(ring);
    case 'MultiPolygon':
      return geometry.coordinates.flat().map(ring);
  }
}
