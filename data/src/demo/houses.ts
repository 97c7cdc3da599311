/** Buildings on parcels, set to the street they front, and the side of the street they are reached from. */
import type { ZoningCode } from '../codelists/zoning-classes.ts';
import type { Cell, Way } from './cell.ts';
import { cut } from './cell.ts';
import type { XY } from './planar.ts';
import { crossing, distance, insideRing, millimetre, mix, ringArea } from './planar.ts';
import type { Random } from './random.ts';
import { between, pick } from './random.ts';

export interface House {
  ring: XY[];
  use: string;
  floors: number;
  height: number;
  /** Where it is entered, on the parcel's edge; null for what has no civic number. */
  entrance: { at: XY; way: Way } | null;
}

interface Front {
  a: XY;
  b: XY;
  way: Way;
  length: number;
}

const STREETS = new Set(['state', 'provincial', 'municipal', 'street', 'alley']);

/** The building of a parcel in this zone, or null when it is a garden, a field, a courtyard. */
export function houseOn(parcel: Cell, zone: ZoningCode, rng: Random): House | null {
  const front = frontOf(parcel, zone);
  if (!front) return null;
  const area = ringArea(parcel.ring);
  if (zone === 'A1') return rng() < 0.93 && area > 40 ? rowHouse(parcel, front, rng) : null;
  if (zone === 'B1') {
    if (rng() > 0.9 || area < 120) return null;
    return rng() < 0.3 && area < 600
      ? rowHouse(parcel, front, rng)
      : detached(parcel, front, rng, {
          width: [13, 22],
          depth: [10, 14],
          setback: [2.5, 5],
          floors: [2, 4],
        });
  }
  if (zone === 'B2')
    return rng() < 0.82 && area > 220
      ? detached(parcel, front, rng, {
          width: [9, 15],
          depth: [8, 12],
          setback: [4, 8],
          floors: [1, 3],
        })
      : null;
  if (zone === 'C1')
    return rng() < 0.28 && area > 300 && area < 4000
      ? detached(parcel, front, rng, {
          width: [9, 14],
          depth: [9, 12],
          setback: [5, 8],
          floors: [1, 2],
        })
      : null;
  if (zone === 'D1') {
    const shed =
      rng() < 0.7
        ? detached(parcel, front, rng, {
            width: [26, 60],
            depth: [18, 38],
            setback: [8, 16],
            floors: [1, 1],
          })
        : null;
    return shed && { ...shed, use: 'productive', height: tenth(between(rng, 6.5, 9.8)) };
  }
  if (zone === 'F1') {
    const seat = detached(parcel, front, rng, {
      width: [16, 34],
      depth: [11, 18],
      setback: [4, 9],
      floors: [1, 3],
    });
    return seat && rng() < 0.6 ? { ...seat, use: rng() < 0.18 ? 'worship' : 'public' } : null;
  }
  if (
    zone === 'E1' &&
    area > 2500 &&
    area < 60_000 &&
    rng() < (front.way.kind === 'track' ? 0.04 : 0.16)
  ) {
    const farm = detached(parcel, front, rng, {
      width: [10, 22],
      depth: [8, 12],
      setback: [6, 22],
      floors: [1, 2],
    });
    return farm && { ...farm, use: rng() < 0.5 ? 'agricultural' : 'residential' };
  }
  return null;
}

function frontOf(parcel: Cell, zone: ZoningCode): Front | null {
  let best: Front | null = null;
  const tracks = zone === 'E1' || zone === 'C1' || zone === 'D1' || parcel.region === 'hamlet';
  parcel.ring.forEach((a, i) => {
    const way = parcel.ways[i];
    if (!way || !(STREETS.has(way.kind) || (tracks && way.kind === 'track'))) return;
    const b = parcel.ring[(i + 1) % parcel.ring.length]!;
    const length = distance(a, b);
    if (length > (best?.length ?? 3.5)) best = { a, b, way, length };
  });
  return best;
}

/** Wall to wall along the street: the parcel's front part, or all of it when it is shallow. */
function rowHouse(parcel: Cell, front: Front, rng: Random): House {
  const floors = pick(rng, [2, 3, 3, 4]);
  const depth = between(rng, 8.5, 13);
  const [ux, uy] = unit(front);
  const through: XY = [
    (front.a[0] + front.b[0]) / 2 - uy * depth,
    (front.a[1] + front.b[1]) / 2 + ux * depth,
  ];
  const parts = insideRing(through, parcel.ring)
    ? cut(parcel, { through, angle: Math.atan2(uy, ux), bend: 0, way: () => null }, rng)
    : null;
  const middle = mix(front.a, front.b, 0.5);
  const inside: XY = [middle[0] - uy * 0.3, middle[1] + ux * 0.3];
  const part = parts?.find(({ ring }) => insideRing(inside, ring)) ?? parcel;
  return {
    ring: part.ring,
    use: rng() < 0.12 ? 'commercial' : 'residential',
    floors,
    height: tenth(floors * between(rng, 2.9, 3.2) + 1.4),
    entrance: { at: millimetre(mix(front.a, front.b, between(rng, 0.35, 0.65))), way: front.way },
  };
}

interface Size {
  width: [number, number];
  depth: [number, number];
  setback: [number, number];
  floors: [number, number];
}

/** A free-standing block square to the street, shrunk until it stands clear of the parcel's edges. */
function detached(parcel: Cell, front: Front, rng: Random, size: Size): House | null {
  const [ux, uy] = unit(front);
  const wide = between(rng, ...size.width);
  const deep = between(rng, ...size.depth);
  const setback = between(rng, ...size.setback);
  const notch = rng() < 0.35 ? between(rng, 0.3, 0.5) : 0;
  const shift = between(rng, 0.3, 0.7);
  for (let scale = 1; scale > 0.5; scale -= 0.1)
    for (const place of [shift, 0.5, 0.25, 0.75]) {
      const at = (along: number, inward: number): XY => {
        const s = (place * front.length + (along - 0.5) * wide * scale) / front.length;
        const base = mix(front.a, front.b, s);
        return [
          base[0] - uy * (setback + inward * deep * scale),
          base[1] + ux * (setback + inward * deep * scale),
        ];
      };
      const outline: [number, number][] = notch
        ? [
            [0, 0],
            [1, 0],
            [1, 1 - notch],
            [1 - notch, 1 - notch],
            [1 - notch, 1],
            [0, 1],
          ]
        : [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ];
      const ring = outline.map(([along, inward]) => millimetre(at(along, inward)));
      if (
        !fits(
          [
            [-0.06, -0.08],
            [1.06, -0.08],
            [1.06, 1.1],
            [-0.06, 1.1],
          ].map(([s, t]) => at(s!, t!)),
          parcel.ring,
        )
      )
        continue;
      const floors = Math.round(between(rng, size.floors[0] - 0.4, size.floors[1] + 0.4));
      return {
        ring,
        use: rng() < 0.06 ? 'commercial' : 'residential',
        floors,
        height: tenth(floors * between(rng, 2.9, 3.2) + 1.5),
        entrance: {
          at: millimetre(mix(front.a, front.b, Math.max(0.05, Math.min(0.95, place)))),
          way: front.way,
        },
      };
    }
  return null;
}

function fits(box: XY[], ring: readonly XY[]): boolean {
  if (!box.every((p) => insideRing(p, ring))) return false;
  return ring.every((p, i) => {
    const q = ring[(i + 1) % ring.length]!;
    return box.every((c, k) => !crossing(p, q, c, box[(k + 1) % box.length]!));
  });
}

function unit({ a, b, length }: Front): XY {
  return [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
}

function tenth(metres: number): number {
  return Math.round(metres * 10) / 10;
}
