/** The great lines of the territory (limits, waters, roads, town rings) and the ground between them. */
import { arrange } from './arrangement.ts';
import type { Arrangement } from './arrangement.ts';
import { boundaryLines } from './boundaries.ts';
import type { Cell, Region, Way, WayKind } from './cell.ts';
import type { Watercourse } from './hydrology.ts';
import { watercourses } from './hydrology.ts';
import type { XY } from './planar.ts';
import { distance, insideRing, interiorPoint } from './planar.ts';
import { roadNetwork } from './road-network.ts';
import { SEATS } from './seats.ts';
import type { Settlement } from './towns.ts';
import { settlements } from './towns.ts';

const HALF_WIDTHS: Record<WayKind, number> = {
  border: 0,
  limit: 0,
  river: 9,
  stream: 2.5,
  state: 6,
  provincial: 5,
  municipal: 4,
  street: 3.8,
  alley: 1.9,
  track: 1.8,
};
const RANKS: WayKind[] = [
  'limit',
  'stream',
  'track',
  'alley',
  'street',
  'municipal',
  'provincial',
  'state',
  'river',
  'border',
];

export interface Skeleton {
  cells: Cell[];
  /** The cell of each of the arrangement's faces; null outside the union. */
  cellOf: (Cell | null)[];
  /** Municipal rings by code, before anything else divides them. */
  territories: { code: string; ring: XY[] }[];
  waters: Watercourse[];
  arrangement: Arrangement<Way>;
  settlements: Settlement[];
}

export function way(kind: WayKind, line: XY[], municipality: string | null = null): Way {
  return { kind, halfWidth: HALF_WIDTHS[kind], line, municipality, name: null };
}

export function skeleton(): Skeleton {
  const { roads, hamlets, towns } = roadNetwork();
  const places = settlements(towns, hamlets, roads);
  const borders = boundaryLines().map((line) => way('border', line));
  const waters = watercourses();
  const ways = [
    ...borders,
    ...waters.map(({ class: kind, name, line }) => ({ ...way(kind, line), name })),
    ...roads.map(({ class: kind, name, line }) => ({ ...way(kind, line), name })),
    ...places.flatMap(({ municipality, core, outline }) => [
      ...(core ? [way('street', closed(core), municipality)] : []),
      way('limit', closed(outline), municipality),
    ]),
  ];
  const territories = municipalitiesOf(borders);
  const arrangement = connected(ways);
  const cellOf = arrangement.faces.map((face): Cell | null => {
    const ring = face.ring.map(({ from }) => from);
    const inside = interiorPoint(ring);
    const municipality = territories.find((territory) => insideRing(inside, territory.ring))?.code;
    if (municipality === undefined) return null;
    return {
      ring,
      ways: face.ring.map((edge) => edge.way),
      municipality,
      region: regionAt(inside, places),
    };
  });
  const cells = cellOf.filter((cell) => cell !== null);
  return { cells, cellOf, territories, waters, arrangement, settlements: places };
}

function closed(ring: XY[]): XY[] {
  return [...ring, ring[0]!];
}

function regionAt(p: XY, places: readonly Settlement[]): Region {
  for (const { kind, at, core, outline, radius } of places) {
    if (distance(p, at) > radius * 2.5) continue;
    if (core && insideRing(p, core)) return 'core';
    if (insideRing(p, outline)) return kind;
  }
  return 'rural';
}

function municipalitiesOf(borders: Way[]): { code: string; ring: XY[] }[] {
  const { faces } = arrange(
    borders.map((border) => ({ line: border.line, way: border })),
    rank,
  );
  return faces.map(({ ring }) => {
    const points = ring.map(({ from }) => from);
    return { code: SEATS.find(({ at }) => insideRing(at, points))?.code ?? '', ring: points };
  });
}

function rank({ kind }: Way): number {
  return RANKS.indexOf(kind);
}

/** Arranges the ways; rings that lie free inside a face are tied to its edge by plain limits, so that no face has a hole. */
function connected(ways: Way[]): Arrangement<Way> {
  const lines = ways.map((each) => ({ line: each.line, way: each }));
  for (let round = 0; round < 5; round++) {
    const arrangement = arrange(lines, rank);
    const ties = arrangement.faces.flatMap(({ ring, holes }) => {
      const edges = [...ring, ...holes.flat()];
      return holes.flatMap((hole) => {
        const points = hole.map(({ from }) => from);
        const west = points.reduce((a, b) => (b[0] < a[0] ? b : a));
        const east = points.reduce((a, b) => (b[0] > a[0] ? b : a));
        return [tie(west, -1, edges), tie(east, 1, edges)];
      });
    });
    if (ties.length === 0) return arrangement;
    lines.push(...ties.map((line) => ({ line, way: way('limit', line) })));
  }
  throw new Error('the skeleton has faces with holes');
}

/** From `p` due west (-1) or east (+1) to the first edge met. */
function tie(p: XY, direction: number, edges: readonly { from: XY; to: XY }[]): XY[] {
  let reach = Infinity;
  for (const { from, to } of edges) {
    if (from[1] > p[1] === to[1] > p[1]) continue;
    const x = from[0] + ((to[0] - from[0]) * (p[1] - from[1])) / (to[1] - from[1]);
    const away = (x - p[0]) * direction;
    if (away > 0.01 && away < reach) reach = away;
  }
  return [p, [p[0] + direction * (reach + 0.05), p[1]]];
}
