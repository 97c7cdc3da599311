/** The plan's zone for every block, and the zones joined from them. */
import type { ZoningCode } from '../codelists/zoning-classes.ts';
import type { Cell } from './cell.ts';
import type { XY } from './planar.ts';
import { centroid, distance, ringArea } from './planar.ts';
import { noise, random } from './random.ts';
import { riseAt } from './terrain.ts';
import type { Settlement } from './towns.ts';

const growth = noise('growth', 480, 1);
const industry = noise('industry', 700, 1);

/** A function that gives each cell, asked in order, its zone. */
export function zoner(settlements: readonly Settlement[]): (cell: Cell) => ZoningCode {
  const rng = random('plan');
  const sports = new Set<string>();
  return (cell) => {
    const p = centroid(cell.ring);
    const area = ringArea(cell.ring);
    const chance = rng();
    if (cell.region === 'core') return chance < 0.03 ? 'F1' : 'A1';
    if (cell.region === 'hamlet') return chance < 0.04 ? 'F1' : 'B2';
    const town = nearestTown(p, cell.municipality, settlements);
    const away = town ? distance(p, town.at) / town.radius : Infinity;
    if (cell.region === 'town') {
      if (chance < 0.045) return 'F1';
      if (chance < 0.085) return 'F2';
      if (away > 0.62 && growth(p[0], p[1]) > 0.3) return 'C1';
      return away < 0.6 ? 'B1' : 'B2';
    }
    const gentle = riseAt(p) < 0.2;
    const edge = town ? distance(p, town.at) - town.radius : Infinity;
    if (gentle && area < 90_000 && edge < 420 && edge > -200) {
      if (!sports.has(cell.municipality) && edge > 60) {
        sports.add(cell.municipality);
        return 'F2';
      }
      if (edge < 200 && area < 45_000 && growth(p[0], p[1]) > 0.3) return 'C1';
    }
    const onMainRoad = cell.ways.some((way) => way?.kind === 'state' || way?.kind === 'provincial');
    if (
      onMainRoad &&
      town &&
      town.radius > 330 &&
      edge > 250 &&
      edge < 1300 &&
      area < 90_000 &&
      industry(p[0], p[1]) > 0.15
    )
      return 'D1';
    return riseAt(p) < 0.25 ? 'E1' : 'E2';
  };
}

function nearestTown(
  p: XY,
  municipality: string,
  settlements: readonly Settlement[],
): Settlement | undefined {
  return settlements.find(
    (place) =>
      place.kind === 'town' && place.municipality === municipality && distance(p, place.at) < 6000,
  );
}
