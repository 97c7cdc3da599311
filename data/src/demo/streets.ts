/** Names the streets, and gathers every road and water line by municipality and name. */
import { chainsOf } from './chains.ts';
import type { Cell, Way } from './cell.ts';
import type { Layout } from './layout.ts';
import { streetNames } from './names.ts';
import type { XY } from './planar.ts';
import { insideRing, keyOf, lineLength } from './planar.ts';
import { random } from './random.ts';
import { SEATS } from './seats.ts';

export interface Line {
  municipality: string;
  class: string;
  name: string | null;
  parts: XY[][];
}

const ROADS = new Set(['state', 'provincial', 'municipal', 'street', 'alley', 'track']);
const URBAN = new Set(['street', 'alley']);

/** The name of a way where houses stand along it. */
export type StreetName = (way: Way, municipality: string) => string;

export function streetNamer(): StreetName {
  const makers = new Map(SEATS.map(({ code }) => [code, streetNames(random(`streets ${code}`))]));
  const given = new Map<string, Map<Way | string, string>>();
  return (way, municipality) => {
    let names = given.get(municipality);
    if (!names) given.set(municipality, (names = new Map()));
    // A numbered road keeps one street name through a town, however many pieces it comes in.
    const key = way.name ?? way;
    const known = names.get(key);
    if (known) return known;
    const main = way.kind === 'state' || way.kind === 'provincial';
    const name = makers.get(municipality)!(
      main ? 'main' : way.kind === 'alley' ? 'alley' : 'street',
    );
    names.set(key, name);
    return name;
  };
}

interface Segment {
  from: XY;
  to: XY;
  way: Way;
  municipality: string;
  urban: boolean;
}

/** Lines of the skeleton, loose ends included, and of the streets made since; limits left out. */
function segmentsOf({ skeleton, newWays }: Layout): Segment[] {
  const { arrangement, cellOf, territories } = skeleton;
  const found: Segment[] = [];
  for (const edge of arrangement.edges) {
    if (keyOf(edge.from) > keyOf(edge.to)) continue;
    const sides = [cellOf[edge.face], cellOf[edge.twin.face]].filter(
      (cell): cell is Cell => cell != null,
    );
    const first = sides[0];
    if (!first) continue;
    const urban = sides.some(({ region }) => region !== 'rural');
    found.push({
      from: edge.from,
      to: edge.to,
      way: edge.way,
      municipality: first.municipality,
      urban,
    });
  }
  for (const { from, to, way } of arrangement.dangles) {
    const middle: XY = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const code = territories.find(({ ring }) => insideRing(middle, ring))?.code;
    if (code) found.push({ from, to, way, municipality: code, urban: false });
  }
  for (const way of newWays)
    for (let i = 0; i + 1 < way.line.length; i++)
      found.push({
        from: way.line[i]!,
        to: way.line[i + 1]!,
        way,
        municipality: way.municipality!,
        urban: URBAN.has(way.kind),
      });
  return found;
}

export function roadLines(layout: Layout, nameOf: StreetName): Line[] {
  const roads = segmentsOf(layout).filter(({ way }) => ROADS.has(way.kind));
  return gathered(roads, ({ way, municipality, urban }) => ({
    municipality,
    class: way.kind,
    name: urban && way.kind !== 'track' ? nameOf(way, municipality) : way.name,
  }));
}

export function waterLines(layout: Layout): Line[] {
  const waters = segmentsOf(layout).filter(
    ({ way }) => way.kind === 'river' || way.kind === 'stream',
  );
  return gathered(waters, ({ way, municipality }) => ({
    municipality,
    class: way.kind,
    name: way.name,
  }));
}

function gathered(segments: Segment[], headOf: (segment: Segment) => Omit<Line, 'parts'>): Line[] {
  const groups = new Map<string, { head: Omit<Line, 'parts'>; segments: Segment[] }>();
  for (const segment of segments) {
    const head = headOf(segment);
    // Nameless ways stay apart: each is a road of its own.
    const key = `${head.municipality} ${head.class} ${head.name ?? `${keyOf(segment.way.line[0]!)} ${keyOf(segment.way.line.at(-1)!)}`}`;
    const group = groups.get(key);
    if (group) group.segments.push(segment);
    else groups.set(key, { head, segments: [segment] });
  }
  return [...groups.values()].map(({ head, segments: parts }) => ({
    ...head,
    parts: joined(parts),
  }));
}

/** Segments end to end, in lines between junctions. */
function joined(segments: Segment[]): XY[][] {
  const points = new Map<number, XY>();
  const links = segments.map(({ from, to }) => {
    const [a, b] = [keyOf(from), keyOf(to)];
    points.set(a, from);
    points.set(b, to);
    return { from: a, to: b, kind: 0 };
  });
  return chainsOf(links)
    .map(({ path }) => path.map((key) => points.get(key)!))
    .toSorted((a, b) => lineLength(b) - lineLength(a));
}
