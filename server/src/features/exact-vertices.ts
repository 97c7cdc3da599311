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
 * there; all others stay as they are. The feature's own vertices come before its neighbours', and those
 * before and behind an edit keep their sequence, so that vertices closer to one another than the tolerance
 * are not confused. A height is taken over where it is absent or agrees within the tolerance. Rings stay
 * closed.
 */
export function snapToStored(incoming: Geometry, { own, neighbours }: StoredShapes): Geometry {
  const ownChains = own ? chainsOf(own) : [];
  const ownVertices = new VertexGrid(ownChains);
  const neighbourVertices = new VertexGrid(neighbours.flatMap(chainsOf));
  const chains = chainsOf(incoming).map((chain, number) => {
    const aligned = alignEnds(chain, ownChains[number] ?? []);
    const snapped = chain.map((position, index) => {
      const stored =
        aligned[index] ?? ownVertices.nearest(position) ?? neighbourVertices.nearest(position);
      return stored ? withHeight(stored, position) : position;
    });
    const closed = chain.length > 1 && isSame(chain[0]!, chain.at(-1)!);
    return closed ? [...snapped.slice(0, -1), snapped[0]!] : snapped;
  });
  return withChains(incoming, chains);
}

/**
 * For each vertex of `chain` the stored one at the same place in the sequence: counted from the start as
 * far as they agree, and from the end as far as they agree. Where both counts claim it, the nearer one.
 */
function alignEnds(
  chain: readonly Position[],
  stored: readonly Position[],
): (Position | undefined)[] {
  const aligned: (Position | undefined)[] = chain.map(() => undefined);
  const shift = stored.length - chain.length;
  for (let i = 0; i < chain.length && agrees(stored[i], chain[i]!); i++) aligned[i] = stored[i];
  for (let i = chain.length - 1; i >= 0 && agrees(stored[i + shift], chain[i]!); i--) {
    const [fromStart, fromEnd] = [aligned[i], stored[i + shift]!];
    if (!fromStart || distanceMeters(fromEnd, chain[i]!) < distanceMeters(fromStart, chain[i]!))
      aligned[i] = fromEnd;
  }
  return aligned;
}

function agrees(stored: Position | undefined, position: Position): boolean {
  return stored !== undefined && distanceMeters(stored, position) <= TOLERANCE_METERS;
}

/** Vertices by square cells as wide as the tolerance: one near enough is in one of nine. */
class VertexGrid {
  readonly #cells = new Map<number, Position[]>();

  constructor(chains: readonly Position[][]) {
    for (const position of chains.flat()) {
      const key = cellKey(cellOf(position[0]), cellOf(position[1]));
      const cell = this.#cells.get(key);
      if (cell) cell.push(position);
      else this.#cells.set(key, [position]);
    }
  }

  /** Within the tolerance; of equally near ones the first. */
  nearest(position: Position): Position | undefined {
    const [column, row] = [cellOf(position[0]), cellOf(position[1])];
    let nearest: Position | undefined;
    let least = TOLERANCE_METERS;
    for (let x = column - 1; x <= column + 1; x++)
      for (let y = row - 1; y <= row + 1; y++)
        for (const candidate of this.#cells.get(cellKey(x, y)) ?? []) {
          const distance = distanceMeters(candidate, position);
          if (distance < least || (distance === least && !nearest))
            [nearest, least] = [candidate, distance];
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

/** In the plane: heights are compared apart. */
function distanceMeters(a: Position, b: Position): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function withHeight(stored: Position, incoming: Position): Position {
  const [height, wanted] = [stored[2], incoming[2]];
  if (height === undefined || wanted === undefined || Math.abs(height - wanted) <= TOLERANCE_METERS)
    return stored;
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
