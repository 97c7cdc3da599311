/** Constraints: strips along rivers, a park over several municipalities, slopes that slide. */
import GeometryFactory from 'jsts/org/locationtech/jts/geom/GeometryFactory.js';
import Coordinate from 'jsts/org/locationtech/jts/geom/Coordinate.js';
import BufferOp from 'jsts/org/locationtech/jts/operation/buffer/BufferOp.js';
import type { Watercourse } from './hydrology.ts';
import type { Piece, Territory } from './overlay.ts';
import { insider, overlay } from './overlay.ts';
import type { XY } from './planar.ts';
import { distance } from './planar.ts';
import { noise, random } from './random.ts';
import { heightAt, riseAt } from './terrain.ts';

/** D.Lgs. 42/2004 art. 142 c. 1 lett. c. */
const RIVER_STRIP_METERS = 150;

export interface Hazard extends Piece {
  kind: 'river' | 'park' | 'landslide';
  name: string;
}

export function hazards(
  territories: readonly Territory[],
  waters: readonly Watercourse[],
): Hazard[] {
  return [...riverStrips(territories, waters), ...park(territories), ...landslides(territories)];
}

function riverStrips(territories: readonly Territory[], waters: readonly Watercourse[]): Hazard[] {
  const names = [
    ...new Set(waters.filter((water) => water.class === 'river').map(({ name }) => name)),
  ];
  return names.flatMap((name) => {
    const rings = buffer(
      waters
        .filter((water) => water.name === name && water.class === 'river')
        .map(({ line }) => line),
      RIVER_STRIP_METERS,
    );
    const holds = insider(rings);
    return overlay(territories, rings, (p) => (holds(p) ? name : null)).map((piece): Hazard => ({
      ...piece,
      kind: 'river',
      name: `Fascia di rispetto del ${name}`,
    }));
  });
}

/** Rings, open, of the area within `meters` of the lines. */
function buffer(lines: XY[][], meters: number): XY[][] {
  const factory = new GeometryFactory();
  const geometry = factory.createMultiLineString(
    lines.map((line) => factory.createLineString(line.map(([x, y]) => new Coordinate(x, y)))),
  );
  const area = BufferOp.bufferOp(geometry, meters);
  const rings: XY[][] = [];
  for (let i = 0; i < area.getNumGeometries(); i++) {
    const polygon = area.getGeometryN(i);
    const loops = [polygon.getExteriorRing()];
    for (let k = 0; k < polygon.getNumInteriorRing(); k++) loops.push(polygon.getInteriorRingN(k));
    for (const loop of loops)
      rings.push(
        loop
          .getCoordinates()
          .slice(1)
          .map(({ x, y }: Coordinate): XY => [x, y]),
      );
  }
  return rings;
}

function park(territories: readonly Territory[]): Hazard[] {
  const ring = blob([404500, 4626400], 9800, 0.55, 'park');
  const holds = insider([ring]);
  return overlay(territories, [ring], (p) => (holds(p) ? 'park' : null)).map((piece): Hazard => ({
    ...piece,
    kind: 'park',
    name: 'Parco naturale dei Monti Marsicani (fittizio)',
  }));
}

/** Middle slopes, steep ones first, well apart from each other. */
function landslides(territories: readonly Territory[]): Hazard[] {
  const rng = random('landslides');
  const found: XY[] = [];
  const isInside = insider(territories.map(({ ring }) => ring));
  for (let tries = 0; tries < 4000 && found.length < 14; tries++) {
    const p: XY = [393000 + rng() * 43000, 4613000 + rng() * 33000];
    const rise = riseAt(p);
    const steep =
      Math.hypot(
        heightAt([p[0] + 60, p[1]]) - heightAt(p),
        heightAt([p[0], p[1] + 60]) - heightAt(p),
      ) / 60;
    if (
      isInside(p) &&
      rise > 0.1 &&
      rise < 0.5 &&
      steep > 0.3 &&
      found.every((q) => distance(p, q) > 2600)
    )
      found.push(p);
  }
  const slides = found.map((at, index) => {
    const ring = blob(at, 160 + 240 * rng(), 0.5, `slide ${index}`);
    return { name: `Area in frana n. ${index + 1}`, ring, holds: insider([ring]) };
  });
  return overlay(
    territories,
    slides.map(({ ring }) => ring),
    (p) => slides.find(({ holds }) => holds(p))?.name ?? null,
  ).map((piece): Hazard => ({ ...piece, kind: 'landslide', name: piece.label }));
}

function blob(at: XY, radius: number, roughness: number, seed: string): XY[] {
  const rough = noise(seed, 1, 4);
  const count = Math.round(Math.max(40, (2 * Math.PI * radius) / 130));
  return Array.from({ length: count }, (_, k): XY => {
    const angle = (2 * Math.PI * k) / count;
    const r = radius * (1 + roughness * rough(2 * Math.cos(angle) + 9, 2 * Math.sin(angle) + 9));
    return [at[0] + r * Math.cos(angle), at[1] + r * Math.sin(angle)];
  });
}
