/** Joins ways that run on into each other at a junction: together they are one street. */
import type { Way } from './cell.ts';
import type { XY } from './planar.ts';
import { keyOf } from './planar.ts';

interface End {
  way: Way;
  /** True at the start of the way's line. */
  start: boolean;
  /** Bearing in which the way leaves the junction. */
  bearing: number;
}

/** A street that bends more than this at a junction is another street. */
const MAX_BEND = (38 * Math.PI) / 180;

/** For every way, the street it belongs to: itself, or one that runs through several. */
export function streetOf(ways: readonly Way[]): Map<Way, Way> {
  const partner = paired(ways);
  const streets = new Map<Way, Way>();
  const follow = (first: Way, fromStart: boolean): void => {
    const line: XY[] = [];
    const members: Way[] = [];
    let way: Way | undefined = first;
    for (let forward = fromStart; way && !members.includes(way);) {
      members.push(way);
      const points: XY[] = forward ? way.line : way.line.toReversed();
      line.push(...points.slice(line.length > 0 ? 1 : 0));
      const next: End | undefined = partner.get(way)?.[forward ? 'end' : 'start'];
      way = next?.way;
      forward = next?.start ?? true;
    }
    const street = { ...first, line };
    for (const member of members) streets.set(member, street);
  };
  for (const way of ways) {
    const ends = partner.get(way);
    if (streets.has(way) || (ends?.start && ends.end)) continue;
    follow(way, !ends?.start);
  }
  // What is left are rings.
  for (const way of ways) if (!streets.has(way)) follow(way, true);
  return streets;
}

/** The ways that go on from each way's start and end. */
function paired(ways: readonly Way[]): Map<Way, { start?: End; end?: End }> {
  const at = new Map<string, End[]>();
  for (const way of ways)
    for (const start of [true, false]) {
      const points = start ? way.line : way.line.toReversed();
      const [p, q] = [points[0]!, points[1]!];
      const key = `${way.municipality} ${way.kind} ${keyOf(p)}`;
      const end: End = { way, start, bearing: Math.atan2(q[1] - p[1], q[0] - p[0]) };
      const list = at.get(key);
      if (list) list.push(end);
      else at.set(key, [end]);
    }
  const partner = new Map<Way, { start?: End; end?: End }>();
  const set = (of: End, to: End): void => {
    const ends = partner.get(of.way) ?? {};
    ends[of.start ? 'start' : 'end'] = to;
    partner.set(of.way, ends);
  };
  for (const ends of at.values()) {
    const pairs = ends
      .flatMap((a, i) => ends.slice(i + 1).map((b) => ({ a, b, bend: bendBetween(a, b) })))
      .filter(({ a, b, bend }) => a.way !== b.way && bend < MAX_BEND)
      .toSorted((p, q) => p.bend - q.bend);
    const taken = new Set<End>();
    for (const { a, b } of pairs) {
      if (taken.has(a) || taken.has(b)) continue;
      taken.add(a).add(b);
      set(a, b);
      set(b, a);
    }
  }
  return partner;
}

/** How far two ways that leave one junction are from being one straight line, radians. */
function bendBetween(a: End, b: End): number {
  const turn = a.bearing - b.bearing;
  return Math.PI - Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)));
}
