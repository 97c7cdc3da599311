/**
 * Gives vertices that were not edited their stored coordinates back. Editors speak WGS 84 in decimals, so
 * that a vertex comes back a fraction of a millimetre from where it was; left so, borders shared by
 * neighbours would part with every edit. Pure.
 */
import type { Geometry, Position } from '@sit/core/geometry';

/** A vertex within this distance of a stored one is that one. */
export const TOLERANCE_METERS = 0.001;

/** What is stored where the incoming geometry goes; all in the storage CRS, metres. */
export interface StoredShapes {
  /** The feature as it is; null for a new one. */
  own: Geometry | null;
  /** Features of the same layer nearby. */
  neighbours: readonly Geometry[];
}

/**
 * `incoming` (storage CRS) with every vertex within {@link TOLERANCE_METERS} of a stored one put exactly
 * there; all others stay as they are. The feature's own vertices come before its neighbours', and among its
 * own the one at the same place in the sequence, so that vertices closer to one another than the tolerance
 * keep apart. A height is taken over where it is absent or agrees within the tolerance. Rings stay closed.
 */
export function snapToStored(incoming: Geometry, { own, neighbours }: StoredShapes): Geometry {
  const ownChains = own ? chainsOf(own) : [];
  const ownGrid = new VertexGrid();
  for (const [chain, positions] of ownChains.entries())
    for (const [index, position] of positions.entries()) ownGrid.add({ position, chain, index });
  const neighbourGrid = new VertexGrid();
  for (const neighbour of neighbours)
    for (const chain of chainsOf(neighbour))
      for (const [index, position] of chain.entries()) neighbourGrid.add({ position, chain: -1, index });

  let previous: StoredVertex | null = null;
  const find = (position: Position, chain: number, index: number): StoredVertex | null => {
    const expected = [
      { chain, index },
      ...(previous ? [{ chain: previous.chain, index: previous.index + 1 }] : []),
    ];
    for (const place of expected) {
      const candidate = ownChains[place.chain]?.[place.index];
      if (candidate && isWithinTolerance(candidate, position)) return { position: candidate, ...place };
    }
    return ownGrid.nearest(position);
  };
  const chains = chainsOf(incoming).map((positions, chain) => {
    previous = null;
    const snapped = positions.map((position, index) => {
      previous = find(position, chain, index);
      const stored = previous ?? neighbourGrid.nearest(position);
      return stored ? withHeight(stored.position, position) : position;
    });
    const closed = positions.length > 1 && isSame(positions[0]!, positions.at(-1)!);
    return closed ? [...snapped.slice(0, -1), snapped[0]!] : snapped;
  });
  return withChains(incoming, chains);
}

interface StoredVertex {
  position: Position;
  /** Where it is in the feature's own geometry. */
  chain: number;
  index: number;
}

/** Vertices by square cells as wide as the tolerance: a vertex near enough is in one of nine. */
class VertexGrid {
  readonly #cells = new Map<number, StoredVertex[]>();

  add(vertex: StoredVertex): void {
    const key = cellKey(cellOf(vertex.position[0]), cellOf(vertex.position[1]));
    const cell = this.#cells.get(key);
    if (cell) cell.push(vertex);
    else this.#cells.set(key, [vertex]);
  }

  /** Within the tolerance; of equally near ones the first that was added. */
  nearest(position: Position): StoredVertex | null {
    const [column, row] = [cellOf(position[0]), cellOf(position[1])];
    let nearest: StoredVertex | null = null;
    let least = TOLERANCE_METERS;
    for (let x = column - 1; x <= column + 1; x++)
      for (let y = row - 1; y <= row + 1; y++)
        for (const vertex of this.#cells.get(cellKey(x, y)) ?? []) {
          const distance = distanceMeters(vertex.position, position);
          if (distance < least || (distance === least && !nearest)) [nearest, least] = [vertex, distance];
        }
    return nearest;
  }
}

function cellOf(coordinate: number): number {
  return Math.floor(coordinate / TOLERANCE_METERS);
}

/** Cells 4 km apart in y share a key, which costs a comparison and nothing else. */
function cellKey(column: number, row: number): number {
  return column * 2 ** 22 + (((row % 2 ** 22) + 2 ** 22) % 2 ** 22);
}

function isWithinTolerance(a: Position, b: Position): boolean {
  return distanceMeters(a, b) <= TOLERANCE_METERS;
}

/** In the plane: heights are compared apart. */
function distanceMeters(a: Position, b: Position): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function withHeight(stored: Position, incoming: Position): Position {
  const [height, wanted] = [stored[2], incoming[2]];
  if (height === undefined || wanted === undefined || Math.abs(height - wanted) <= TOLERANCE_METERS) return stored;
  return [stored[0], stored[1], wanted];
}

function isSame(a: Position, b: Position): boolean {
  return a.length === b.length && a.every((coordinate, axis) => coordinate === b[axis]);
}

/** A geometry's points, lines or rings as sequences of positions, in order. */
function chainsOf(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]];
    case 'MultiPoint':
      return geometry.coordinates.map((position) => [position]);
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates;
    case 'MultiPolygon':
      return geometry.coordinates.flat();
  }
}

/** The inverse of {@link chainsOf} for a geometry of the same build. */
function withChains(geometry: Geometry, chains: Position[][]): Geometry {
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: chains[0]![0]! };
    case 'MultiPoint':
      return { type: 'MultiPoint', coordinates: chains.map((chain) => chain[0]!) };
    case 'LineString':
      return { type: 'LineString', coordinates: chains[0]! };
    case 'MultiLineString':
    case 'Polygon':
      return { type: geometry.type, coordinates: chains };
    case 'MultiPolygon': {
      const rest = chains.values();
      const coordinates = geometry.coordinates.map((rings) => rings.map(() => rest.next().value!));
      return { type: 'MultiPolygon', coordinates };
    }
  }
}
