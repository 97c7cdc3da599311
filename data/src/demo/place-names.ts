/** Names on the map: seats, hamlets, places in the country, peaks. */
import { owners } from './boundaries.ts';
import { NODES, neighbours, nodes } from './grid.ts';
import type { Territory } from './overlay.ts';
import { hamletNames, localityNames, peakNames } from './names.ts';
import type { XY } from './planar.ts';
import { distance, insideRing, millimetre } from './planar.ts';
import { random } from './random.ts';
import { SEATS, seatOf } from './seats.ts';
import { heights, riseAt } from './terrain.ts';
import type { Settlement } from './towns.ts';

export interface Place {
  municipality: string;
  name: string;
  kind: 'town' | 'hamlet' | 'locality' | 'peak';
  population: number | null;
  at: XY;
}

export function placeNames(
  territories: readonly Territory[],
  settlements: readonly Settlement[],
): Place[] {
  const rng = random('places');
  const nextHamlet = hamletNames(rng);
  const towns = settlements.map(({ municipality, kind, at, radius }): Place => {
    const seat = seatOf(municipality);
    return kind === 'town'
      ? { municipality, name: seat.name, kind, population: seat.population, at: millimetre(at) }
      : {
          municipality,
          name: nextHamlet(),
          kind,
          population: Math.round((radius - 60) * 0.9),
          at: millimetre(at),
        };
  });
  const peaks = summits().map((n): Place => ({
    municipality: SEATS[owners()[n]!]!.code,
    name: '',
    kind: 'peak',
    population: null,
    at: millimetre(nodes()[n]!),
  }));
  const nextPeak = peakNames(rng);
  for (const peak of peaks) peak.name = nextPeak();
  return [...towns, ...localities(territories, [...towns, ...peaks]), ...peaks].filter(
    ({ municipality, at }) =>
      insideRing(at, territories.find(({ code }) => code === municipality)!.ring),
  );
}

/** The highest node within 2.2 km, for as many as the mountains give. */
function summits(): number[] {
  const candidates = Array.from({ length: NODES }, (_, n) => n)
    .filter(
      (n) =>
        owners()[n]! >= 0 &&
        riseAt(nodes()[n]!) > 0.3 &&
        neighbours(n).every((m) => heights()[m]! <= heights()[n]!),
    )
    .toSorted((a, b) => heights()[b]! - heights()[a]!);
  const found: number[] = [];
  for (const n of candidates)
    if (found.every((m) => distance(nodes()[m]!, nodes()[n]!) > 2200)) found.push(n);
  return found;
}

function localities(territories: readonly Territory[], others: readonly Place[]): Place[] {
  const found: Place[] = [];
  const next = localityNames(random('localities'));
  for (const { code, ring } of territories) {
    const rng = random(`localities ${code}`);
    const [cx, cy] = seatOf(code).at;
    for (let tries = 0, placed = 0; tries < 600 && placed < 12; tries++) {
      const p: XY = [cx + (rng() - 0.5) * 13000, cy + (rng() - 0.5) * 13000];
      const crowded = [...others, ...found].some(({ at }) => distance(at, p) < 1150);
      if (crowded || riseAt(p) > 0.75 || !insideRing(p, ring)) continue;
      found.push({
        municipality: code,
        name: next(),
        kind: 'locality',
        population: null,
        at: millimetre(p),
      });
      placed++;
    }
  }
  return found;
}
