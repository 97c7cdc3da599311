/** Outlines of the built-up places: an old core and a newer ring about it, drawn out along the roads. */
import type { Hamlet, MainRoad } from './road-network.ts';
import type { XY } from './planar.ts';
import { distance, insideRing } from './planar.ts';
import { noise, random } from './random.ts';
import { SEATS } from './seats.ts';

export interface Settlement {
  municipality: string;
  kind: 'town' | 'hamlet';
  at: XY;
  /** Ring round the old core; null in hamlets. */
  core: XY[] | null;
  outline: XY[];
  radius: number;
}

export function settlements(
  towns: ReadonlyMap<string, XY>,
  hamlets: readonly Hamlet[],
  roads: readonly MainRoad[],
): Settlement[] {
  const placed = SEATS.map((seat): Settlement => {
    const at = towns.get(seat.code)!;
    const radius = Math.sqrt((3000 * seat.population ** 0.68) / Math.PI);
    const coreRadius = Math.sqrt((14000 + 9 * seat.population) / Math.PI);
    return {
      municipality: seat.code,
      kind: 'town',
      at,
      radius,
      core: loop(at, coreRadius, 0.3, directions(at, coreRadius, roads), `core ${seat.code}`),
      outline: loop(at, radius, 0.42, directions(at, radius, roads), `town ${seat.code}`),
    };
  });
  const rng = random('hamlet sizes');
  const small = hamlets.map(({ municipality, at }, index): Settlement => {
    const radius = 75 + 70 * rng();
    const outline = loop(at, radius, 0.3, directions(at, radius, roads), `hamlet ${index}`);
    return { municipality, kind: 'hamlet', at, radius, core: null, outline };
  });
  return [
    ...placed,
    ...small.filter(({ at }) => !placed.some(({ outline }) => insideRing(at, outline))),
  ];
}

/** Bearings (radians) in which roads leave a place. */
function directions(at: XY, radius: number, roads: readonly MainRoad[]): number[] {
  return roads.flatMap(({ line }) =>
    line
      .filter((p) => Math.abs(distance(p, at) - radius * 1.15) < radius * 0.5)
      .map((p) => Math.atan2(p[1] - at[1], p[0] - at[0])),
  );
}

function loop(
  at: XY,
  radius: number,
  roughness: number,
  bearings: readonly number[],
  seed: string,
): XY[] {
  const rough = noise(seed, 1, 2);
  const count = Math.max(14, Math.round((2 * Math.PI * radius) / 45));
  return Array.from({ length: count }, (_, k): XY => {
    const angle = (2 * Math.PI * k) / count;
    const drawn = Math.max(
      0,
      ...bearings.map((b) => Math.exp(-((angleBetween(angle, b) / 0.38) ** 2))),
    );
    const r =
      radius *
      (0.8 + 0.6 * drawn + roughness * rough(2.2 * Math.cos(angle) + 7, 2.2 * Math.sin(angle) + 7));
    return [at[0] + r * Math.cos(angle), at[1] + r * Math.sin(angle)];
  });
}

function angleBetween(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
}
