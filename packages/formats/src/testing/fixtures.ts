/** Small files of each format, written byte by byte so that tests know what is in them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zipSync } from 'fflate';

export interface PointFixture {
  x: number;
  y: number;
  /** Already encoded. */
  text: Uint8Array;
}

export interface ShapefileOptions {
  prj?: string;
  cpg?: string;
  /** dBase language byte. */
  languageDriver?: number;
  fieldName?: string;
}

const TEXT_WIDTH = 20;

/** The parts of a point Shapefile with one text field (ESRI white paper, 1998; dBase III). */
export function shapefileParts(
  points: readonly PointFixture[],
  { prj, cpg, languageDriver = 0, fieldName = 'NOME' }: ShapefileOptions = {},
): Record<'shp' | 'shx' | 'dbf', Uint8Array> & { prj?: Uint8Array; cpg?: Uint8Array } {
  const shp = Buffer.alloc(100 + points.length * 28);
  const shx = Buffer.alloc(100 + points.length * 8);
  for (const file of [shp, shx]) {
    file.writeInt32BE(9994, 0);
    file.writeInt32BE(file.length / 2, 24);
    file.writeInt32LE(1000, 28);
    file.writeInt32LE(1, 32);
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    box.forEach((value, i) => file.writeDoubleLE(value, 36 + i * 8));
  }
  points.forEach(({ x, y }, i) => {
    const at = 100 + i * 28;
    shp.writeInt32BE(i + 1, at);
    shp.writeInt32BE(10, at + 4);
    shp.writeInt32LE(1, at + 8);
    shp.writeDoubleLE(x, at + 12);
    shp.writeDoubleLE(y, at + 20);
    shx.writeInt32BE(at / 2, 100 + i * 8);
    shx.writeInt32BE(10, 104 + i * 8);
  });
  return {
    shp,
    shx,
    dbf: dbfOf(points, languageDriver, fieldName),
    ...(prj !== undefined && { prj: Buffer.from(prj) }),
    ...(cpg !== undefined && { cpg: Buffer.from(cpg) }),
  };
}

function dbfOf(points: readonly PointFixture[], languageDriver: number, fieldName: string): Buffer {
  const headerLength = 32 + 32 + 1;
  const recordLength = 1 + TEXT_WIDTH;
  const dbf = Buffer.alloc(headerLength + points.length * recordLength + 1, 0x20);
  dbf.fill(0, 0, headerLength);
  dbf.set([3, 126, 1, 1], 0);
  dbf.writeUInt32LE(points.length, 4);
  dbf.writeUInt16LE(headerLength, 8);
  dbf.writeUInt16LE(recordLength, 10);
  dbf[29] = languageDriver;
  dbf.write(fieldName, 32, 'latin1');
  dbf.write('C', 32 + 11);
  dbf[32 + 16] = TEXT_WIDTH;
  dbf[headerLength - 1] = 0x0d;
  points.forEach(({ text }, i) =>
    dbf.set(text.subarray(0, TEXT_WIDTH), headerLength + i * recordLength + 1),
  );
  dbf[dbf.length - 1] = 0x1a;
  return dbf;
}

/** Writes `name.shp` and its siblings; returns the .shp's path. */
export async function writeShapefile(
  directory: string,
  name: string,
  parts: Partial<Record<string, Uint8Array>>,
): Promise<string> {
  for (const [part, bytes] of Object.entries(parts))
    if (bytes) await writeFile(join(directory, `${name}.${part}`), bytes);
  return join(directory, `${name}.shp`);
}

export interface PolygonFixture {
  rings: [number, number][][];
  name: string | null;
}

/** A GeoPackage (OGC 12-128r18) of one polygon layer `zone` with fields `name`, `floors`, `surveyed`. */
export function writeGeoPackage(
  path: string,
  polygons: readonly PolygonFixture[],
  epsg: number,
  definition: string,
): void {
  const db = new DatabaseSync(path);
  db.exec(`
    pragma application_id = 1196444487; pragma user_version = 10300;
    create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key, organization text not null,
      organization_coordsys_id integer not null, definition text not null, description text);
    create table gpkg_contents (table_name text primary key, data_type text not null, identifier text, description text,
      last_change text, min_x double, min_y double, max_x double, max_y double, srs_id integer);
    create table gpkg_geometry_columns (table_name text primary key, column_name text not null, geometry_type_name text not null,
      srs_id integer not null, z tinyint not null, m tinyint not null);
    create table zone (id integer primary key, shape polygon, name text, floors integer, surveyed date);
    insert into gpkg_contents (table_name, data_type, identifier, last_change, srs_id) values ('zone', 'features', 'zone', '2026-01-01T00:00:00.000Z', ${epsg});
    insert into gpkg_geometry_columns values ('zone', 'shape', 'POLYGON', ${epsg}, 0, 0)`);
  db.prepare('insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)').run(
    'prova',
    epsg,
    'EPSG',
    epsg,
    definition,
  );
  const insert = db.prepare('insert into zone (shape, name, floors, surveyed) values (?, ?, ?, ?)');
  polygons.forEach(({ rings, name }, i) =>
    insert.run(gpkgBlob(rings, epsg), name, i, '2026-11-22'),
  );
  db.close();
}

function gpkgBlob(rings: readonly (readonly [number, number])[][], epsg: number): Uint8Array {
  const header = Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0]);
  header.writeInt32LE(epsg, 4);
  return Buffer.concat([header, polygonWkb(rings)]);
}

/** ISO WKB Polygon, little-endian, rings as they are. */
export function polygonWkb(rings: readonly (readonly (readonly [number, number])[])[]): Buffer {
  const head = (count: number, type?: number): Buffer => {
    const bytes = Buffer.alloc(type === undefined ? 4 : 9);
    if (type !== undefined) bytes.writeUInt8(1, 0);
    if (type !== undefined) bytes.writeUInt32LE(type, 1);
    bytes.writeUInt32LE(count, bytes.length - 4);
    return bytes;
  };
  const parts = rings.map((ring) =>
    Buffer.concat([head(ring.length), Buffer.from(Float64Array.from(ring.flat()).buffer)]),
  );
  return Buffer.concat([head(rings.length, 3), ...parts]);
}

/** The Agenzia delle Entrate's GML with parcels; `positions` is a `posList`'s text, latitude first. */
export function cadastreGml(
  parcels: readonly { reference: string; positions: string }[],
  { srsName = 'urn:ogc:def:crs:EPSG::6706', prologue = '' } = {},
): string {
  const members = parcels.map(
    ({ reference, positions }) => `
  <wfs:member><CP:CadastralParcel gml:id="CadastralParcel.IT.AGE.PLA.${reference}">
    <CP:msGeometry><gml:Polygon gml:id="CadastralParcel.IT.AGE.PLA.${reference}.1" srsName="${srsName}">
      <gml:exterior><gml:LinearRing><gml:posList srsDimension="2">${positions}</gml:posList></gml:LinearRing></gml:exterior>
    </gml:Polygon></CP:msGeometry>
    <CP:LABEL>${reference.replace(/^.*\./, '')}</CP:LABEL>
    <CP:NATIONALCADASTRALREFERENCE>${reference}</CP:NATIONALCADASTRALREFERENCE>
    <CP:ADMINISTRATIVEUNIT>${reference.slice(0, 4)}</CP:ADMINISTRATIVEUNIT>
  </CP:CadastralParcel></wfs:member>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>${prologue}
<wfs:FeatureCollection xmlns:CP="http://mapserver.gis.umn.edu/mapserver" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:wfs="http://www.opengis.net/wfs/2.0">${members.join('')}
</wfs:FeatureCollection>`;
}

/** WKT 1 of EPSG:4326 as ESRI writes it. */
export const WGS84_PRJ =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

/** GeoJSON points at `positions`, each with the properties of the same place. */
export function geojsonPoints(
  positions: readonly (readonly number[])[],
  properties: readonly Record<string, unknown>[] = [],
): string {
  const features = positions.map((coordinates, i) => ({
    type: 'Feature',
    properties: properties[i] ?? {},
    geometry: { type: 'Point', coordinates },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** GeoJSON polygons of one ring each. */
export function geojsonPolygons(
  rings: readonly (readonly (readonly number[])[])[],
  properties: readonly Record<string, unknown>[] = [],
): string {
  const features = rings.map((ring, i) => ({
    type: 'Feature',
    properties: properties[i] ?? {},
    geometry: { type: 'Polygon', coordinates: [ring] },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

export function zipOf(files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(files));
}
