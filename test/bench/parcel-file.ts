/** A GeoPackage of parcels as like a cadastre's as a formula makes them: the same file every time. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** South-west corner, EPSG:7792 metres: inside the demonstration territory. */
const ORIGIN = { easting: 420_000, northing: 4_620_000 };
const SIDE_METERS = 30;
/** Vertices along each side of a parcel, corners included once. */
const STEPS_A_SIDE = 3;
const PARCELS_A_SHEET = 500;

export interface ParcelFile {
  path: string;
  rows: number;
  /** West, south, east, north, EPSG:7792. */
  extent: [number, number, number, number];
}

/** Needs `ogr2ogr`. Neighbours share their borders vertex by vertex, bent by up to a fifth of the side. */
export async function makeParcelFile(directory: string, columns: number): Promise<ParcelFile> {
  const csv = `${directory}/parcels.csv`;
  const path = `${directory}/parcels.gpkg`;
  const out = createWriteStream(csv);
  out.write('sheet,number,reference,area_m2,wkt\n');
  let row = 0;
  for (let y = 0; y < columns; y++)
    for (let x = 0; x < columns; x++) {
      const sheet = 1 + Math.floor(row / PARCELS_A_SHEET);
      const number = 1 + (row % PARCELS_A_SHEET);
      const reference = `C096_${String(sheet).padStart(4, '0')}00.${number}`;
      const ring = ringOf(x, y).map(([e, n]) => `${e.toFixed(3)} ${n.toFixed(3)}`);
      const line = `${sheet},${number},${reference},${SIDE_METERS ** 2},"POLYGON((${ring.join(',')}))"\n`;
      if (!out.write(line)) await once(out, 'drain');
      row++;
    }
  out.end();
  await once(out, 'close');
  const options = ['-oo', 'GEOM_POSSIBLE_NAMES=wkt', '-oo', 'KEEP_GEOM_COLUMNS=NO'];
  const types = ['-oo', 'AUTODETECT_TYPE=YES', '-a_srs', 'EPSG:7792', '-nln', 'parcels'];
  await promisify(execFile)('ogr2ogr', ['-f', 'GPKG', path, csv, ...options, ...types]);
  const { easting, northing } = ORIGIN;
  const length = columns * SIDE_METERS;
  return { path, rows: row, extent: [easting, northing, easting + length, northing + length] };
}

function ringOf(x: number, y: number): [number, number][] {
  const n = STEPS_A_SIDE;
  const along = Array.from({ length: n }, (_, step) => step / n);
  const vertices = [
    ...along.map((t) => vertex(x + t, y)),
    ...along.map((t) => vertex(x + 1, y + t)),
    ...along.map((t) => vertex(x + 1 - t, y + 1)),
    ...along.map((t) => vertex(x, y + 1 - t)),
  ];
  return [...vertices, vertices[0]!];
}

/** The bend depends on the place alone, so that both neighbours have it. */
function vertex(x: number, y: number): [number, number] {
  const bend = (phase: number): number => (SIDE_METERS / 10) * Math.sin(x * 1.7 + y * 2.3 + phase);
  return [ORIGIN.easting + x * SIDE_METERS + bend(0), ORIGIN.northing + y * SIDE_METERS + bend(2)];
}
