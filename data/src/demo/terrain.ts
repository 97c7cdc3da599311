/** Invented heights: valleys drawn through the seats, mountains of noise between them. */
import { nodes } from './grid.ts';
import { lazy } from './lazy.ts';
import type { XY } from './planar.ts';
import { distance, nearestOnSegment } from './planar.ts';
import { noise } from './random.ts';
import { seatOf } from './seats.ts';

type Stop = [at: XY, floor: number];

const seat = (code: string): Stop => [seatOf(code).at, seatOf(code).floor];

/** Valley lines, each from its head down to where it leaves or joins another. */
const VALLEYS: Stop[][] = [
  [
    [[391500, 4637500], 1450],
    seat('G484'),
    seat('G079'),
    [[408500, 4627600], 1040],
    seat('M041'),
    seat('A678'),
    [[417300, 4621600], 890],
    seat('I543'),
    seat('C096'),
    [[430400, 4630200], 765],
    seat('A481'),
    [[436500, 4641500], 660],
  ],
  [[[415000, 4612500], 1150], seat('A187'), [[417300, 4621600], 890]],
  [seat('C778'), seat('M041')],
  [
    [[412500, 4644500], 1330],
    seat('H429'),
    [[417900, 4636400], 1255],
    seat('H353'),
    seat('H434'),
    seat('C096'),
  ],
  [[[425500, 4644500], 1450], seat('G493'), [[420000, 4638300], 1320], [[417900, 4636400], 1255]],
];

const warpX = noise('warp-x', 5200, 3);
const warpY = noise('warp-y', 5200, 3);
const massif = noise('massif', 8200, 3);
const relief = noise('relief', 2600, 4);
const detail = noise('detail', 700, 2);

/** Height in metres at a place of EPSG:7792. */
export function heightAt(p: XY): number {
  const { floor, away } = valleyAt([
    p[0] + 900 * warpX(p[0], p[1]),
    p[1] + 900 * warpY(p[0], p[1]),
  ]);
  const rise = 1 - Math.exp(-((away / 2900) ** 1.5));
  const mountains = 780 + 420 * massif(p[0], p[1]);
  // Folding noise at zero gives ridges and valleys rather than round hills.
  const ridges = 1 - 2 * Math.abs(relief(p[0], p[1]));
  return floor + rise * (mountains + 330 * ridges) + (12 + 40 * rise) * detail(p[0], p[1]);
}

function valleyAt(p: XY): { floor: number; away: number } {
  let away = Infinity;
  let weight = 0;
  let sum = 0;
  for (const valley of VALLEYS)
    for (let i = 0; i + 1 < valley.length; i++) {
      const [[a, low], [b, high]] = [valley[i]!, valley[i + 1]!];
      const near = nearestOnSegment(p, a, b);
      away = Math.min(away, near.distance);
      // The floor is a mean weighted by nearness, else it would jump where valleys are equally far.
      const w = 1 / (near.distance + 60) ** 4;
      weight += w;
      sum += w * (low + (high - low) * near.t);
    }
  return { floor: sum / weight, away };
}

/** Heights of the grid's nodes. */
export const heights: () => Float64Array = lazy(() => Float64Array.from(nodes(), heightAt));

/** Rise over run between two nodes. */
export function slopeBetween(a: number, b: number): number {
  return Math.abs(heights()[a]! - heights()[b]!) / distance(nodes()[a]!, nodes()[b]!);
}

/** How far up the mountain a place is: 0 on a valley floor, towards 1 far from any valley. */
export function riseAt(p: XY): number {
  const { away } = valleyAt([p[0] + 900 * warpX(p[0], p[1]), p[1] + 900 * warpY(p[0], p[1])]);
  return 1 - Math.exp(-((away / 2900) ** 1.5));
}
