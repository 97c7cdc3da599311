/** Plane geometry on metres of EPSG:7792, `[east, north]`. Rings are open: the first point is not repeated. */

export type XY = [x: number, y: number];

/** Coordinates are kept to the millimetre, so that the same place is the same number everywhere. */
export function millimetre([x, y]: XY): XY {
  return [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];
}

/** A number that names a point to the millimetre, anywhere in the demo's 100 × 100 km. */
export function keyOf([x, y]: XY): number {
  return (Math.round(x * 1000) - 370_000_000) * 1e8 + (Math.round(y * 1000) - 4_580_000_000);
}

export function same(a: XY, b: XY): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export function distance(a: XY, b: XY): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

export function mix(a: XY, b: XY, t: number): XY {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

/** Twice the signed area of the triangle; positive when `c` is left of `a → b`. */
export function turn(a: XY, b: XY, c: XY): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Signed area in m², positive counter-clockwise. Summed about the first point: UTM numbers are large. */
export function ringArea(ring: readonly XY[]): number {
  const origin = ring[0]!;
  let sum = 0;
  for (let i = 1; i + 1 < ring.length; i++) sum += turn(origin, ring[i]!, ring[i + 1]!);
  return sum / 2;
}

export function centroid(ring: readonly XY[]): XY {
  const [ox, oy] = ring[0]!;
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[i + 1]!;
    const w = turn([ox, oy], a, b);
    area += w;
    x += w * (a[0] + b[0] - 2 * ox);
    y += w * (a[1] + b[1] - 2 * oy);
  }
  return area === 0 ? [ox, oy] : [ox + x / (3 * area), oy + y / (3 * area)];
}

export function insideRing([x, y]: XY, ring: readonly XY[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[j]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A point strictly inside the ring: the middle of the widest chord through its centroid or nearby heights. */
export function interiorPoint(ring: readonly XY[], holes: readonly XY[][] = []): XY {
  const ys = ring.map((p) => p[1]);
  const low = Math.min(...ys);
  const high = Math.max(...ys);
  let best: XY = ring[0]!;
  let width = -1;
  for (const t of [0.5, 0.382, 0.618, 0.237, 0.763, 0.111, 0.889]) {
    const y = low + (high - low) * t;
    const xs = [ring, ...holes].flatMap((loop) => crossings(loop, y)).toSorted((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2)
      if (xs[i + 1]! - xs[i]! > width) {
        width = xs[i + 1]! - xs[i]!;
        best = [(xs[i]! + xs[i + 1]!) / 2, y];
      }
  }
  return best;
}

function crossings(ring: readonly XY[], y: number): number[] {
  const xs: number[] = [];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!;
    const [bx, by] = ring[j]!;
    if (ay > y !== by > y) xs.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
  }
  return xs;
}

/** Nearest point of the segment, as its parameter in [0, 1] and the distance in metres. */
export function nearestOnSegment(p: XY, a: XY, b: XY): { t: number; distance: number } {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length2 = dx * dx + dy * dy;
  const raw = length2 === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2;
  const t = Math.max(0, Math.min(1, raw));
  return { t, distance: Math.hypot(a[0] + dx * t - p[0], a[1] + dy * t - p[1]) };
}

/** Distance from the line, and where along it: metres from its start, and the side (+1 left, -1 right). */
export function alongLine(
  p: XY,
  line: readonly XY[],
): { along: number; distance: number; side: number } {
  let best = { along: 0, distance: Infinity, side: 1 };
  let walked = 0;
  for (let i = 0; i + 1 < line.length; i++) {
    const a = line[i]!;
    const b = line[i + 1]!;
    const length = distance(a, b);
    const near = nearestOnSegment(p, a, b);
    if (near.distance < best.distance)
      best = {
        along: walked + near.t * length,
        distance: near.distance,
        side: turn(a, b, p) >= 0 ? 1 : -1,
      };
    walked += length;
  }
  return best;
}

/** Parameters `[s, t]` at which `a→b` and `c→d` cross properly or touch; null when they do not, or are parallel. */
export function crossing(a: XY, b: XY, c: XY, d: XY): [s: number, t: number] | null {
  const rx = b[0] - a[0];
  const ry = b[1] - a[1];
  const qx = d[0] - c[0];
  const qy = d[1] - c[1];
  const cross = rx * qy - ry * qx;
  if (cross === 0) return null;
  const s = ((c[0] - a[0]) * qy - (c[1] - a[1]) * qx) / cross;
  const t = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  return s >= 0 && s <= 1 && t >= 0 && t <= 1 ? [s, t] : null;
}

export function lineLength(line: readonly XY[]): number {
  let sum = 0;
  for (let i = 0; i + 1 < line.length; i++) sum += distance(line[i]!, line[i + 1]!);
  return sum;
}

/** Weighted averages `[1 2 1] / 4` of inner points, ends fixed: rounds a line off without moving it away. */
export function relaxed(line: readonly XY[], passes: number): XY[] {
  let points = [...line];
  for (let k = 0; k < passes; k++)
    points = points.map((p, i) => {
      const before = points[i - 1];
      const after = points[i + 1];
      return before && after
        ? [(before[0] + 2 * p[0] + after[0]) / 4, (before[1] + 2 * p[1] + after[1]) / 4]
        : p;
    });
  return points;
}

/** Chaikin's corner cutting, ends fixed: twice the points on the same soft course. */
export function chaikin(line: readonly XY[]): XY[] {
  const out: XY[] = [line[0]!];
  for (let i = 0; i + 1 < line.length; i++) {
    if (i > 0) out.push(mix(line[i]!, line[i + 1]!, 0.25));
    if (i + 2 < line.length) out.push(mix(line[i]!, line[i + 1]!, 0.75));
  }
  out.push(line.at(-1)!);
  return out;
}
