/** Which vertices and midpoints are shown as handles: those in view, where they can be told apart. */
import type { BBox, Geometry, Position } from '@sit/core/geometry';
import type { VertexAddress } from '@sit/editing/address';
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

/** More vertices than this in view are a thick line, not handles. */
const MOST_HANDLES = 1500;
/** An edge shorter than this has no room for a handle in its middle. */
const MIDPOINT_EDGE_PIXELS = 28;

export interface Handles {
  shown: Handle[];
  /** There are vertices here, too many to show. */
  tooMany: boolean;
}

export function handlesOf(geometry: Geometry, selected: VertexAddress | null, view: View): Handles {
  const vertices = verticesOf(geometry).filter(({ position }) => within(view.bbox, position));
  const chosen = vertices.find(({ address }) => sameAddress(address, selected));
  const last: Handle[] = chosen ? [{ kind: 'selected', position: chosen.position }] : [];
  if (vertices.length > MOST_HANDLES) return { shown: last, tooMany: true };
  const shortest = MIDPOINT_EDGE_PIXELS * view.metersPerPixel;
  const midpoints = edgesOf(geometry)
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

function within([west, south, east, north]: BBox, [x, y]: Position): boolean {
  return west <= x && x <= east && south <= y && y <= north;
}
