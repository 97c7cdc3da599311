/** Reading a layer's features: by page, by place, by time, by value. */
import type { BBox } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import { WEB_MERCATOR, WGS84 } from '@sit/core/crs';
import { toWebMercator } from '@sit/core/web-mercator';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import { fieldColumn, historyTable, layerTable } from '../db/identifier.ts';
import { featureCount } from '../db/layer-count.ts';
import { firstRowsIn, rowsIn, whereAll } from '../db/layer-state.ts';
import type { LayerView, Reach } from '../db/layer-state.ts';
import type { Tables } from '../db/tables.ts';
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
  const { rows } = await itemsSelect(layer, query).execute(trx);
  const count = await sql<{ matched: number }>`
    select ${featureCount(layer, query.view, conditionsOf(query), reachOf(query))} as matched`.execute(
    trx,
  );
  const items = rows.slice(0, query.limit).map((row) => toItem(layer, row));
  return {
    items,
    nextAfter: rows.length > query.limit ? items.at(-1)!.fid : null,
    numberMatched: count.rows[0]!.matched,
  };
}

/** One row more than the page has, which tells whether another follows. */
export function itemsSelect(layer: Layer, query: ItemsQuery): RawBuilder<ItemRow> {
  const { view, after } = query;
  const limit = query.limit + 1;
  const conditions = conditionsOf(query);
  if (after !== null) conditions.push(sql`fid > ${after}::bigint`);
  const page =
    view.state.kind === 'interval'
      ? lastRowsIn(layer, view, conditions)
      : firstRowsIn(layer, view, { conditions, limit, reach: reachOf(query) });
  return sql<ItemRow>`
    select ${columns(layer, query.crs)} from ${page} as version_row order by fid limit ${limit}::int`;
}

function conditionsOf({ filters, bbox }: ItemsQuery): RawBuilder<unknown>[] {
  return [...filters.map(matches), ...(bbox ? [touches(bbox)] : [])];
}

function reachOf({ bbox }: ItemsQuery): Reach {
  return bbox ? 'place' : 'fid';
}

/** In an interval a feature may have had many versions: it is shown once, as it last was. */
function lastRowsIn(
  layer: Layer,
  view: LayerView,
  conditions: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  return sql`(
    select distinct on (fid) * from ${rowsIn(layer, view)} as any_version ${whereAll(conditions)}
    order by fid, begin_lifespan_version desc)`;
}

/** The feature in that view, of an instant or the present; null when there is none. */
export async function readItem(
  trx: Transaction<Tables>,
  layer: Layer,
  view: LayerView,
  fid: number,
  crs: OutputCrs,
): Promise<Item | null> {
  const { rows } = await sql<ItemRow>`
    select ${columns(layer, crs)} from ${rowsIn(layer, view, 'fid')} as version_row
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
