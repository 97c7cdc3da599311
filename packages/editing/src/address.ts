/** Vertices and edges named by path, whatever the geometry type. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Kind, Ring } from './parts.ts';
import { kindOf, partsOf } from './parts.ts';

/**
 * Part of a multi-geometry (0 for a single one), ring of a polygon (0 is the shell, or the only ring of
 * a line or point), vertex in the ring. A ring's closing position is no vertex of its own.
 */
export type VertexAddress = readonly [part: number, ring: number, index: number];

export interface Vertex {
  address: VertexAddress;
  position: Position;
}

/** The edge from the vertex at `address` to the one that follows it. */
export interface Edge {
  address: VertexAddress;
  from: Position;
  to: Position;
}

/** Number of vertices of a ring of this kind: a closed ring's last position repeats the first. */
export function vertexCount(kind: Kind, ring: Ring): number {
  return kind === 'polygon' ? Math.max(0, ring.length - 1) : ring.length;
}

export function ringAt(geometry: Geometry, part: number, ring: number): Ring | null {
  return partsOf(geometry)[part]?.[ring] ?? null;
}

export function positionAt(geometry: Geometry, address: VertexAddress): Position | null {
  const ring = ringAt(geometry, address[0], address[1]);
  if (!ring || address[2] >= vertexCount(kindOf(geometry.type), ring)) return null;
  return ring[address[2]] ?? null;
}

/** Every vertex once, in the geometry's own order. */
export function verticesOf(geometry: Geometry): Vertex[] {
  const kind = kindOf(geometry.type);
  return partsOf(geometry).flatMap((rings, part) =>
    rings.flatMap((ring, r) =>
      ring
        .slice(0, vertexCount(kind, ring))
        .map((position, index): Vertex => ({ address: [part, r, index], position })),
    ),
  );
}

/** Every edge once; points have none. */
export function edgesOf(geometry: Geometry): Edge[] {
  return partsOf(geometry).flatMap((rings, part) =>
    rings.flatMap((ring, r) =>
      ring
        .slice(1)
        .map((to, index): Edge => ({ address: [part, r, index], from: ring[index]!, to })),
    ),
  );
}

export function sameAddress(a: VertexAddress | null, b: VertexAddress | null): boolean {
  if (!a || !b) return a === b;
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}
