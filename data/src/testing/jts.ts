/** Geometry checked by another's code: JTS (through jsts), which had no part in making it. */
import Coordinate from 'jsts/org/locationtech/jts/geom/Coordinate.js';
import type JtsGeometry from 'jsts/org/locationtech/jts/geom/Geometry.js';
import GeometryFactory from 'jsts/org/locationtech/jts/geom/GeometryFactory.js';
import OverlayOp from 'jsts/org/locationtech/jts/operation/overlay/OverlayOp.js';
import IsValidOp from 'jsts/org/locationtech/jts/operation/valid/IsValidOp.js';
import type { Geometry, Position } from '@sit/core/geometry';

const factory = new GeometryFactory();

function coordinates(positions: readonly Position[]): Coordinate[] {
  return positions.map(([x, y]) => new Coordinate(x, y));
}

export function toJts(geometry: Geometry): JtsGeometry {
  if (geometry.type === 'Point')
    return factory.createPoint(coordinates([geometry.coordinates])[0]!);
  if (geometry.type === 'MultiLineString')
    return simple(
      factory.createMultiLineString(
        geometry.coordinates.map((line) => factory.createLineString(coordinates(line))),
      ),
    );
  if (geometry.type !== 'MultiPolygon') throw new Error(`no ${geometry.type} is expected`);
  const polygons = geometry.coordinates.map(([shell, ...holes]) =>
    factory.createPolygon(
      factory.createLinearRing(coordinates(shell!)),
      holes.map((hole) => factory.createLinearRing(coordinates(hole))),
    ),
  );
  return polygons.length === 1 ? polygons[0]! : simple(factory.createMultiPolygon(polygons));
}

/** jsts's own types do not see that its collections are geometries. */
function simple(collection: unknown): JtsGeometry {
  return collection as JtsGeometry;
}

/** Why the geometry is not valid (OGC Simple Features); null when it is. */
export function invalidity(geometry: Geometry): string | null {
  const check = new IsValidOp(toJts(geometry));
  return check.isValid() ? null : String(check.getValidationError());
}

export function areaOf(geometry: Geometry): number {
  return toJts(geometry).getArea();
}

export function unionOf(a: JtsGeometry, b: JtsGeometry): JtsGeometry {
  return OverlayOp.overlayOp(a, b, OverlayOp.UNION);
}

export function overlapArea(a: JtsGeometry, b: JtsGeometry): number {
  if (!a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())) return 0;
  return OverlayOp.overlayOp(a, b, OverlayOp.INTERSECTION).getArea();
}

/** Distinct vertices of a polygon without holes. */
export function vertexCount(polygon: JtsGeometry): number {
  return (polygon as unknown as { getNumPoints(): number }).getNumPoints() - 1;
}
