/** Cuts lines wherever they meet, to the millimetre, until no two cross. */
import type { XY } from './planar.ts';
import { crossing, millimetre, nearestOnSegment, same } from './planar.ts';

export interface Segment<W> {
  from: XY;
  to: XY;
  way: W;
}

/** A point this near a segment lies on it: rounding moves a point by at most 0.71 mm. */
const REACH = 0.0012;
const BIN = 120;
const MAX_ROUNDS = 6;

export function noded<W>(lines: readonly { line: readonly XY[]; way: W }[]): Segment<W>[] {
  let segments: Segment<W>[] = [];
  for (const { line, way } of lines) {
    const points = line.map(millimetre);
    for (let i = 0; i + 1 < points.length; i++)
      if (!same(points[i]!, points[i + 1]!))
        segments.push({ from: points[i]!, to: points[i + 1]!, way });
  }
  // Rounding a crossing bends both lines a little, which may make them cross something else.
  let fresh = new Set(segments);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const cuts = cutsOf(segments, fresh);
    if (cuts.size === 0) break;
    fresh = new Set();
    segments = segments.flatMap((segment, index) => {
      const at = cuts.get(index);
      if (!at) return [segment];
      const parts = parted(segment, at);
      for (const part of parts) fresh.add(part);
      return parts;
    });
  }
  return segments;
}

/** Points at which segments, by index, are met by others; pairs without a fresh one have been compared before. */
function cutsOf<W>(
  segments: readonly Segment<W>[],
  fresh: ReadonlySet<Segment<W>>,
): Map<number, XY[]> {
  const cuts = new Map<number, XY[]>();
  const cut = (index: number, p: XY): void => {
    const list = cuts.get(index);
    if (list) list.push(p);
    else cuts.set(index, [p]);
  };
  const isFresh = segments.map((segment) => fresh.has(segment));
  const boxes = new Float64Array(segments.length * 4);
  const bins = new Map<number, number[]>();
  segments.forEach(({ from, to }, index) => {
    const minX = Math.min(from[0], to[0]) - REACH;
    const minY = Math.min(from[1], to[1]) - REACH;
    const maxX = Math.max(from[0], to[0]) + REACH;
    const maxY = Math.max(from[1], to[1]) + REACH;
    boxes.set([minX, minY, maxX, maxY], index * 4);
    for (let i = Math.floor(minX / BIN); i <= maxX / BIN; i++)
      for (let j = Math.floor(minY / BIN); j <= maxY / BIN; j++) {
        const others = bins.get(i * 1e6 + j);
        if (!others) {
          bins.set(i * 1e6 + j, [index]);
          continue;
        }
        for (const other of others) {
          const at = other * 4;
          if (boxes[at]! > maxX || boxes[at + 2]! < minX) continue;
          if (boxes[at + 1]! > maxY || boxes[at + 3]! < minY) continue;
          if (!isFresh[index] && !isFresh[other]) continue;
          meet(
            segments[index]!,
            segments[other]!,
            (p) => cut(index, p),
            (p) => cut(other, p),
          );
        }
        others.push(index);
      }
  });
  return cuts;
}

/** Calls back with the inner points at which two segments have to be cut. */
function meet<W>(a: Segment<W>, b: Segment<W>, cutA: (p: XY) => void, cutB: (p: XY) => void): void {
  const touches = [
    touch(a, b.from, cutA),
    touch(a, b.to, cutA),
    touch(b, a.from, cutB),
    touch(b, a.to, cutB),
  ];
  if (touches.includes(true)) return;
  const params = crossing(a.from, a.to, b.from, b.to);
  if (!params) return;
  const p = millimetre([
    a.from[0] + (a.to[0] - a.from[0]) * params[0],
    a.from[1] + (a.to[1] - a.from[1]) * params[0],
  ]);
  if (!isEnd(p, a)) cutA(p);
  if (!isEnd(p, b)) cutB(p);
}

/** True when `p` is an end of the segment or lies on it; in the latter case the segment is cut there. */
function touch<W>(segment: Segment<W>, p: XY, cut: (p: XY) => void): boolean {
  if (isEnd(p, segment)) return true;
  if (nearestOnSegment(p, segment.from, segment.to).distance > REACH) return false;
  cut(p);
  return true;
}

function isEnd<W>(p: XY, { from, to }: Segment<W>): boolean {
  return same(p, from) || same(p, to);
}

function parted<W>(segment: Segment<W>, cuts: readonly XY[]): Segment<W>[] {
  const { from, to, way } = segment;
  const along = (p: XY): number =>
    (p[0] - from[0]) * (to[0] - from[0]) + (p[1] - from[1]) * (to[1] - from[1]);
  const points = [from, ...cuts.toSorted((p, q) => along(p) - along(q)), to];
  return points
    .slice(1)
    .flatMap((p, i) => (same(points[i]!, p) ? [] : [{ from: points[i]!, to: p, way }]));
}
