/** The whole invented territory, made once per process when first asked for, in some seconds. */
import type { ZoningCode } from '../codelists/zoning-classes.ts';
import type { Cell } from './cell.ts';
import type { CivicNumber } from './civic-numbers.ts';
import { civicNumbers } from './civic-numbers.ts';
import type { Rings } from './dissolve.ts';
import { dissolve } from './dissolve.ts';
import { groundCover } from './ground.ts';
import type { Hazard } from './hazards.ts';
import { hazards } from './hazards.ts';
import { hillshade } from './hillshade.ts';
import type { House } from './houses.ts';
import { houseOn } from './houses.ts';
import { lazy } from './lazy.ts';
import type { Layout } from './layout.ts';
import { layout } from './layout.ts';
import type { Piece, Territory } from './overlay.ts';
import type { Place } from './place-names.ts';
import { placeNames } from './place-names.ts';
import { zoner } from './plan.ts';
import { centroid, ringArea } from './planar.ts';
import { random } from './random.ts';
import { SEATS } from './seats.ts';
import type { Sheet } from './sheets.ts';
import { sheetsOf } from './sheets.ts';
import type { Line } from './streets.ts';
import { roadLines, streetNamer, waterLines } from './streets.ts';

export interface Parcel {
  municipality: string;
  sheet: string;
  number: string;
  cell: Cell;
}

export interface DemoTerritory {
  municipalities: { code: string; rings: Rings }[];
  sheets: Sheet[];
  parcels: Parcel[];
  zones: { municipality: string; code: ZoningCode; rings: Rings }[];
  houses: (House & { municipality: string })[];
  civicNumbers: CivicNumber[];
  roads: Line[];
  waters: Line[];
  places: Place[];
  ground: Piece[];
  relief: Piece[];
  hazards: Hazard[];
}

export const demoTerritory: () => DemoTerritory = lazy(make);

function make(): DemoTerritory {
  const plan = layout();
  const { blocks, settlements, skeleton } = plan;
  const cells = blocks.map(({ cell }) => cell);
  const zoneOf = zoner(settlements);
  const codes = new Map(cells.map((cell) => [cell, zoneOf(cell)]));
  const municipalities = dissolve(
    cells,
    ({ ring }) => [ring],
    ({ municipality }) => municipality,
  ).map(({ label, rings }) => ({ code: label, rings }));
  const territories: Territory[] = municipalities.map(({ code, rings }) => ({
    code,
    ring: rings[0]!,
  }));
  const { sheets, parcels } = cadastre(plan);
  const houses = blocks.flatMap(({ cell, parcels: lots }, index) => {
    const rng = random(`houses ${index}`);
    return lots.flatMap((lot) => {
      const house = houseOn(lot, codes.get(cell)!, rng);
      return house ? [{ ...house, municipality: lot.municipality }] : [];
    });
  });
  const nameOf = streetNamer();
  const zones = dissolve(
    cells,
    ({ ring }) => [ring],
    (cell) => `${cell.municipality} ${codes.get(cell)!}`,
  );
  return {
    municipalities,
    sheets,
    parcels,
    zones: zones.map(({ rings, pieces }) => ({
      municipality: pieces[0]!.municipality,
      code: codes.get(pieces[0]!)!,
      rings,
    })),
    houses,
    civicNumbers: civicNumbers(houses, nameOf),
    roads: roadLines(plan, nameOf),
    waters: waterLines(plan),
    places: placeNames(territories, settlements),
    ground: groundCover(territories, settlements),
    relief: hillshade(territories),
    hazards: hazards(territories, skeleton.waters),
  };
}

/** Sheets of every municipality, and their parcels numbered from 1 along a way that winds through the sheet. */
function cadastre({ blocks }: Layout): { sheets: Sheet[]; parcels: Parcel[] } {
  const sheets: Sheet[] = [];
  const parcels: Parcel[] = [];
  for (const { code } of SEATS) {
    const own = blocks.filter(({ cell }) => cell.municipality === code);
    const found = sheetsOf(
      code,
      own.map(({ cell }) => cell),
    );
    sheets.push(...found.sheets);
    const rng = random(`numbers ${code}`);
    for (const sheet of found.sheets) {
      const lots = own.flatMap((block, index) =>
        found.sheetOf[index] === sheet ? block.parcels : [],
      );
      const band = 2.5 * Math.sqrt(ringArea(sheet.rings[0]!) / Math.max(1, lots.length));
      const order = lots
        .map((cell) => {
          const [x, y] = centroid(cell.ring);
          const row = -Math.floor(y / band);
          return { cell, row, x: row % 2 === 0 ? x : -x };
        })
        .toSorted((a, b) => a.row - b.row || a.x - b.x);
      let number = 0;
      for (const { cell } of order) {
        number += rng() < 0.04 ? 2 + Math.floor(rng() * 4) : 1;
        parcels.push({ municipality: code, sheet: sheet.number, number: String(number), cell });
      }
    }
  }
  return { sheets, parcels };
}
