/** Reading a layer's features: by page, by place, by time, by value. */
import type { BBox } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { WEB_MERCATOR, WGS84 } from '@sit/core/crs';
import { toWebMercator } from '@sit/core/web-mercator';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import type { Tables } from '../db/tables.ts';
import type { TemporalFilter } from '../http/query.ts';
import type { OutputCrs } from './crs.ts';
import type { ItemsQuery, PropertyFilter } from './items-query.ts';

export interface Item {
  fid: number;
  municipality: string;
  version: number;
  beginLifespanVersion: string;
  /** GeoJSON text, in the CRS asked for. */
  geometry: string;
  /** WGS 84, longitude first. */
  bbox: BBox;
  values: Record<string, FieldValue>;
}

export interface ItemsPage {
  items: Item[];
  /** Identifier to go on from; null on the last page. */
  nextAfter: number | null;
  numberMatched: number;
}

/** One page of the features that `query` selects, by ascending identifier. */
export async function readItems(
  trx: Transaction<Tables>,
  layer: Layer,
  query: ItemsQuery,
): Promise<ItemsPage> {
  const conditions = [...query.filters.map(matches), ...(query.bbox ? [touches(query.bbox)] : [])];
  const versions = query.datetime ? versionsDuring(layer, query.datetime) : layerTable(layer.id);
  const where = (more: RawBuilder<unknown>[]): RawBuilder<unknown> =>
    conditions.length + more.length === 0
      ? sql``
      : sql`where ${sql.join([...conditions, ...more], sql` and `)}`;
  // In an interval a feature may have had many versions: it is shown once, as it last was.
  const once = query.datetime ? sql`distinct on (fid)` : sql``;
  const counted = query.datetime ? sql`distinct fid` : sql`*`;
  const latestFirst = query.datetime ? sql`fid, begin_lifespan_version desc` : sql`fid`;
  const after = query.after === null ? [] : [sql`fid > ${query.after}::bigint`];
  const { rows } = await sql<ItemRow>`
    select ${once} ${columns(layer, query.crs)} from ${versions} as version_row ${where(after)}
    order by ${latestFirst} limit ${query.limit + 1}::int`.execute(trx);
  const count = await sql<{ matched: number }>`
    select count(${counted}) as matched from ${versions} as version_row ${where([])}`.execute(trx);
  const items = rows.slice(0, query.limit).map((row) => toItem(layer, row));
  return {
    items,
    nextAfter: rows.length > query.limit ? items.at(-1)!.fid : null,
    numberMatched: count.rows[0]!.matched,
  };
}

/** The feature as it is now; null when there is none. */
export async function readItem(
  trx: Transaction<Tables>,
  layer: Layer,
  fid: number,
  crs: OutputCrs,
): Promise<Item | null> {
  const { rows } = await sql<ItemRow>`
    select ${columns(layer, crs)} from ${layerTable(layer.id)} as version_row
    where fid = ${fid}::bigint`.execute(trx);
  return rows[0] ? toItem(layer, rows[0]) : null;
}

/** When each layer's oldest version on record was recorded, RFC 3339; none for one that never had a feature. */
export async function readRecordedFrom(
  trx: Transaction<Tables>,
  layers: readonly Pick<Layer, 'id'>[],
): Promise<Map<string, string>> {
  if (layers.length === 0) return new Map();
  const { rows } = await sql<{ id: string; oldest: Date | null }>`${sql.join(
    layers.map(
      ({ id }) => sql`select ${id}::text as id, least(
        (select min(begin_lifespan_version) from ${layerTable(id)}),
        (select min(begin_lifespan_version) from ${historyTable(id)})) as oldest`,
    ),
    sql` union all `,
  )}`.execute(trx);
  return new Map(rows.flatMap(({ id, oldest }) => (oldest ? [[id, oldest.toISOString()]] : [])));
}

type ItemRow = {
  fid: number;
  municipality: string;
  version: number;
  begin_lifespan_version: Date;
  geometry: string;
  /** No field can have this name. */
  'own bbox': BBox;
} & Record<string, FieldValue | Date>;

function columns(layer: Layer, crs: OutputCrs): RawBuilder<unknown> {
  const fields = layer.fields.map(({ name }) => sql`${fieldColumn(name)}, `);
  const projected = sql`ST_Transform(geometry, ${crs.epsg}::int)`;
  const ordered = crs.northFirst ? sql`ST_FlipCoordinates(${projected})` : projected;
  const wgs84 = sql`ST_Transform(geometry, ${WGS84}::int)`;
  return sql`fid, municipality, version, begin_lifespan_version, ${sql.join(fields, sql``)}
    ST_AsGeoJSON(${ordered}, ${crs.decimals}::int, 0) as geometry,
    array[ST_XMin(${wgs84}), ST_YMin(${wgs84}), ST_XMax(${wgs84}), ST_YMax(${wgs84})] as "own bbox"`;
}

function toItem(layer: Layer, row: ItemRow): Item {
  const values: Record<string, FieldValue> = {};
  for (const { name } of layer.fields) {
    const value = row[name] ?? null;
    values[name] = value instanceof Date ? value.toISOString() : value;
  }
  const { fid, municipality, version, begin_lifespan_version, geometry, 'own bbox': bbox } = row;
  const beginLifespanVersion = begin_lifespan_version.toISOString();
  return { fid, municipality, version, beginLifespanVersion, geometry, bbox, values };
}

/** Present and past versions whose life on record meets `[from, to]`; a life ends before its end. */
function versionsDuring(layer: Layer, { from, to }: TemporalFilter): RawBuilder<unknown> {
  const shared = sql.join(
    ['fid', 'municipality', 'geometry', 'geometry_3857', 'version', 'begin_lifespan_version']
      .map((name) => sql.ref(name))
      .concat(layer.fields.map(({ name }) => fieldColumn(name))),
  );
  const begun = to
    ? sql`begin_lifespan_version <= to_timestamp(${to.valueOf() / 1000}::float8)`
    : sql`true`;
  const notEnded = from
    ? sql`end_lifespan_version > to_timestamp(${from.valueOf() / 1000}::float8)`
    : sql`true`;
  return sql`(
    select ${shared} from ${layerTable(layer.id)} where ${begun}
    union all
    select ${shared} from ${historyTable(layer.id)} where ${begun} and ${notEnded})`;
}

function matches({ property, type, value }: PropertyFilter): RawBuilder<unknown> {
  const column = property === 'municipality' ? sql.ref(property) : fieldColumn(property);
  return sql`${column} = ${value}::${sql.raw(SQL_TYPES[type])}`;
}

const SQL_TYPES: Record<PropertyFilter['type'], string> = {
  text: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
};

/**
 * Exact, not only by boxes, on the column that has the box's CRS: a box of degrees is a box in EPSG:3857
 * too, one in the storage CRS is compared there.
 */
function touches({ box, crs }: NonNullable<ItemsQuery['bbox']>): RawBuilder<unknown> {
  const [minX, minY, maxX, maxY] = crs.northFirst ? [box[1], box[0], box[3], box[2]] : box;
  const within = (column: string, epsg: number, sides: BBox): RawBuilder<unknown> => {
    const [west, south, east, north] = sides.map((n) => Math.min(Math.max(n, -FARTHEST), FARTHEST));
    return sql`ST_Intersects(${sql.ref(column)}, ST_MakeEnvelope(
      ${west}::float8, ${south}::float8, ${east}::float8, ${north}::float8, ${epsg}::int))`;
  };
  if (crs.epsg !== WGS84)
    return within(crs.epsg === WEB_MERCATOR ? 'geometry_3857' : 'geometry', crs.epsg, [
      minX,
      minY,
      maxX,
      maxY,
    ]);
  const degrees = (west: number, east: number): RawBuilder<unknown> =>
    within('geometry_3857', WEB_MERCATOR, toWebMercator([west, minY, east, maxY]));
  // West beyond east: the box crosses the antimeridian (RFC 7946 §5.2).
  return minX > maxX ? sql`(${degrees(minX, 180)} or ${degrees(-180, maxX)})` : degrees(minX, maxX);
}

/** Metres; the world is a fiftieth of it. Keeps absurd boxes computable. */
const FARTHEST = 1e9;
