/**
 * Where the demo's towns lie: the real municipalities' centroids in EPSG:7792, rounded to 100 m so
 * that they copy no survey, with the area each territory should have.
 */
import { ALTO_SANGRO } from '../codelists/municipalities.ts';
import type { MunicipalityCode } from '../codelists/municipalities.ts';
import type { XY } from './planar.ts';

export interface Seat extends MunicipalityCode {
  at: XY;
  /** Height of the valley floor there, metres: it makes the terrain, nothing else. */
  floor: number;
}

const POSITIONS: Record<string, [x: number, y: number, floor: number]> = {
  A187: [417600, 4618700, 880],
  A481: [431400, 4636000, 740],
  A678: [415100, 4624500, 960],
  C096: [426900, 4625900, 800],
  C778: [409600, 4625500, 1090],
  G079: [404800, 4625000, 1140],
  G484: [399600, 4629300, 1170],
  G493: [421800, 4641100, 1380],
  H353: [420600, 4635000, 1290],
  H429: [416000, 4639800, 1240],
  H434: [423500, 4632100, 1210],
  I543: [421400, 4624000, 850],
  M041: [411500, 4628000, 1000],
};

export const SEATS: readonly Seat[] = ALTO_SANGRO.map((municipality) => {
  const [x, y, floor] = POSITIONS[municipality.code]!;
  return { ...municipality, at: [x, y], floor };
});

export function seatOf(code: string): Seat {
  return SEATS.find((seat) => seat.code === code)!;
}
