/** Which vertices and midpoints are shown as handles: those in view, where they can be told apart. */
import type { BBox, Geometry, Position } from '@sit/core/geometry';
import type { Edge, VertexAddress } from '@sit/editing/address';
import { midpointOf } from '@sit/editing/add-vertex';
import { edgesOf, sameAddress, verticesOf } from '@sit/editing/address';
import { distanceMeters } from '@sit/editing/local-metric';

export interface Handle {
  kind: 'vertex' | 'selected' | 'midpoint';
  position: Position;
}

export interface View {
  /** WGS 84. */
  bbox: BBox;
  metersPerPixel: number;
}

/** Vertices nearer to each other than this, on average, are a thick line and not handles. */
const LEAST_SPACING_PIXELS = 10;
/** An edge shorter than this has no room for a handle in its middle. */
const MIDPOINT_EDGE_PIXELS = 28;

export interface Handles {
  shown: Handle[];
  /** There are vertices here, too close to be told apart. */
  tooMany: boolean;
}

export function handlesOf(geometry: Geometry, selected: VertexAddress | null, view: View): Handles {
  const vertices = verticesOf(geometry).filter(({ position }) => within(view.bbox, position));
  const chosen = vertices.find(({ address }) => sameAddress(address, selected));
  const last: Handle[] = chosen ? [{ kind: 'selected', position: chosen.position }] : [];
  const edges = edgesOf(geometry).filter(({ from }) => within(view.bbox, from));
  if (areCrowded(edges, view)) return { shown: last, tooMany: true };
  const shortest = MIDPOINT_EDGE_PIXELS * view.metersPerPixel;
  const midpoints = edges
    .filter(({ from, to }) => distanceMeters(from, to) >= shortest)
    .map(midpointOf)
    .filter((position) => within(view.bbox, position));
  return {
    shown: [
      ...midpoints.map((position): Handle => ({ kind: 'midpoint', position })),
      ...vertices
        .filter((vertex) => vertex !== chosen)
        .map(({ position }): Handle => ({ kind: 'vertex', position })),
      ...last,
    ],
    tooMany: false,
  };
}

/** A few close vertices are a detail, not a crowd. */
function areCrowded(edges: readonly Edge[], { metersPerPixel }: View): boolean {
  if (edges.length < 20) return false;
  const length = edges.reduce((sum, { from, to }) => sum + distanceMeters(from, to), 0);
  return length / edges.length < LEAST_SPACING_PIXELS * metersPerPixel;
}

function within([west, south, east, north]: BBox, [x, y]: Position): boolean {
  return west <= x && x <= east && south <= y && y <= north;
}
