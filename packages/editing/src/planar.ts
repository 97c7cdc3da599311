/** Plane predicates on longitudes and latitudes: side, crossing, inside, winding. */
import type { Position } from '@sit/core/geometry';
import type { Ring } from './parts.ts';

/** Bound of the rounding error of the determinant below, relative to its terms (Shewchuk 1997, ccwerrboundA). */
const ERROR_BOUND = (3 + 16 * (Number.EPSILON / 2)) * (Number.EPSILON / 2);

/** 1 when `c` lies left of the line from `a` to `b`, -1 right, 0 on it or too near to tell. */
export function sideOf(a: Position, b: Position, c: Position): -1 | 0 | 1 {
  const left = (a[0] - c[0]) * (b[1] - c[1]);
  const right = (a[1] - c[1]) * (b[0] - c[0]);
  const determinant = left - right;
  if (Math.abs(determinant) <= ERROR_BOUND * (Math.abs(left) + Math.abs(right))) return 0;
  return determinant > 0 ? 1 : -1;
}

export function samePosition(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export interface Meeting {
  /** `cross`: interiors cross; `touch`: an end of one lies on the other; `overlap`: they share a stretch. */
  kind: 'cross' | 'touch' | 'overlap';
  position: Position;
}

/** How segments `ab` and `cd`, both longer than nothing, meet; null when they do not. */
export function meetingOf(a: Position, b: Position, c: Position, d: Position): Meeting | null {
  const sideC = sideOf(a, b, c);
  const sideD = sideOf(a, b, d);
  const sideA = sideOf(c, d, a);
  const sideB = sideOf(c, d, b);
  if (sideC * sideD < 0 && sideA * sideB < 0)
    return { kind: 'cross', position: crossing(a, b, c, d) };
  const shared = [
    ...(sideC === 0 && within(a, b, c) ? [c] : []),
    ...(sideD === 0 && within(a, b, d) ? [d] : []),
    ...(sideA === 0 && within(c, d, a) ? [a] : []),
    ...(sideB === 0 && within(c, d, b) ? [b] : []),
  ];
  const first = shared[0];
  if (!first) return null;
  const second = shared.find((position) => !samePosition(position, first));
  if (!second) return { kind: 'touch', position: [first[0], first[1]] };
  const middle: Position = [(first[0] + second[0]) / 2, (first[1] + second[1]) / 2];
  return { kind: 'overlap', position: middle };
}

/** Where `position` lies in relation to a closed ring (even-odd rule). */
export function placeInRing(position: Position, ring: Ring): 'inside' | 'boundary' | 'outside' {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1]!;
    const b = ring[i]!;
    if (within(a, b, position) && sideOf(a, b, position) === 0) return 'boundary';
    if (a[1] > position[1] === b[1] > position[1]) continue;
    const up = b[1] > a[1];
    if (sideOf(a, b, position) === (up ? 1 : -1)) inside = !inside;
  }
  return inside ? 'inside' : 'outside';
}

/** Twice the signed area in square degrees, positive when counter-clockwise. Only its sign is of use. */
export function windingOf(ring: Ring): number {
  const origin = ring[0];
  if (!origin) return 0;
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1]!;
    const b = ring[i]!;
    sum += (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]);
  }
  return sum;
}

/** The ring, or its reverse, so that it runs the way asked for. */
export function windRing(ring: Ring, way: 'clockwise' | 'counter-clockwise'): Ring {
  const clockwise = windingOf(ring) < 0;
  return clockwise === (way === 'clockwise') ? ring : ring.toReversed();
}

function within(a: Position, b: Position, c: Position): boolean {
  return (
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  );
}

function crossing(a: Position, b: Position, c: Position, d: Position): Position {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / (rx * sy - ry * sx);
  return [a[0] + t * rx, a[1] + t * ry];
}
