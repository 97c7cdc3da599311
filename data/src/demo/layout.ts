/** From the great lines to blocks and parcels. */
import type { Cell, Way } from './cell.ts';
import { blockOf } from './inset.ts';
import { Junctions } from './junctions.ts';
import type { XY } from './planar.ts';
import { centroid, distance, ringArea } from './planar.ts';
import type { Random } from './random.ts';
import { noise, random } from './random.ts';
import { skeleton, way } from './skeleton.ts';
import { streetOf } from './street-lines.ts';
import { stitch, weld } from './stitch.ts';
import { subdivide } from './subdivide.ts';
import type { Rule } from './subdivide.ts';
import { riseAt } from './terrain.ts';
import type { Settlement } from './towns.ts';

/** A block's cell (to the middle of its streets) with the parcels inside its streets. */
export interface Block {
  cell: Cell;
  parcels: Cell[];
}

export interface Layout {
  blocks: Block[];
  /** Streets, alleys and tracks made by dividing the ground. */
  newWays: Way[];
  settlements: Settlement[];
  skeleton: ReturnType<typeof skeleton>;
}

export function layout(): Layout {
  const frame = skeleton();
  const toTown = (p: XY): number =>
    Math.min(
      ...frame.settlements.map(
        ({ at, radius, kind }) => distance(p, at) - radius + (kind === 'hamlet' ? 350 : 0),
      ),
    );
  const blockRules = rulesForBlocks(new Junctions(), toTown);
  const divided: Cell[] = [];
  frame.cells.forEach((cell, index) => {
    divided.push(...subdivide(cell, blockRules[cell.region], random(`block ${index}`)));
  });
  const old = new Set(frame.cells.flatMap(({ ways }) => ways));
  const made = new Set(
    divided.flatMap(({ ways }) => ways.filter((each) => each && !old.has(each))),
  );
  const streets = streetOf([...made].filter((each) => each !== null));
  const cells = divided.map((cell) => ({
    ...cell,
    ways: cell.ways.map((each) => (each ? (streets.get(each) ?? each) : null)),
  }));
  const parcels = cells.map((cell, index) =>
    parcelsOf(blockOf(cell), random(`parcel ${index}`), toTown),
  );
  // All at once, so that blocks, and the sheets and zones made of them, have the parcels' corners too.
  const stitched = stitch(weld([...cells, ...parcels.flat()]));
  let at = cells.length;
  const blocks = cells.map((_, index): Block => ({
    cell: stitched[index]!,
    parcels: stitched.slice(at, (at += parcels[index]!.length)),
  }));
  const newWays = [...new Set(streets.values())];
  return { blocks, newWays, settlements: frame.settlements, skeleton: frame };
}

function rulesForBlocks(
  junctions: Junctions,
  toTown: (p: XY) => number,
): Record<Cell['region'], Rule> {
  return {
    core: {
      target: () => 1500,
      way: (cell, area, line) => way(area > 9000 ? 'street' : 'alley', line, cell.municipality),
      bend: 0.09,
      skew: 0.3,
      slenderness: 1,
      junctions,
    },
    town: {
      target: () => 10_500,
      way: (cell, _, line) => way('street', line, cell.municipality),
      bend: 0.06,
      skew: 0.16,
      slenderness: 1,
      junctions,
    },
    hamlet: {
      target: () => 6500,
      way: (cell, _, line) => way('street', line, cell.municipality),
      bend: 0.1,
      skew: 0.3,
      slenderness: 1,
      junctions,
    },
    rural: {
      target: ({ ring }) => 46_000 * 40 ** remoteness(centroid(ring), toTown),
      way: (cell, area, line) => {
        const rise = riseAt(centroid(cell.ring));
        const wanted = rise < 0.12 ? area > 90_000 : rise < 0.35 && area > 600_000;
        return wanted ? way('track', line, cell.municipality) : null;
      },
      bend: 0.11,
      skew: 0.25,
      slenderness: 1,
      junctions,
    },
  };
}

function parcelsOf(block: Cell, rng: Random, toTown: (p: XY) => number): Cell[] {
  const p = centroid(block.ring);
  const area = ringArea(block.ring);
  const plain = { way: () => null, bend: 0 };
  if (block.region === 'core')
    return subdivide(block, { ...plain, target: () => 190, skew: 0.12, slenderness: 1 }, rng);
  if (block.region === 'town')
    return subdivide(block, { ...plain, target: () => 900, skew: 0.04, slenderness: 1 }, rng);
  if (block.region === 'hamlet')
    return subdivide(block, { ...plain, target: () => 850, skew: 0.1, slenderness: 1 }, rng);
  const remote = remoteness(p, toTown);
  const target = 10_500 * 75 ** remote;
  if (area < target) return [block];
  return subdivide(
    block,
    { ...plain, target: () => target, skew: 0.06, slenderness: remote < 0.6 ? 5 : 1 },
    rng,
  );
}

const fancy = noise('holdings', 1300, 2);

/** 0 beside a town, 1 up in the mountains: how large holdings are grows with it. */
function remoteness(p: XY, toTown: (p: XY) => number): number {
  const away = Math.max(0, Math.min(4000, toTown(p))) / 4000;
  return Math.max(0, Math.min(1, 0.55 * away + 0.95 * riseAt(p) + 0.1 * fancy(p[0], p[1])));
}
