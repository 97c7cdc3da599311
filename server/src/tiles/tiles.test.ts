/** Tiles of a layer by both encoders: what is in them, and that the encoders agree. */
import type { BBox, Position } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { PRESENT_VIEW } from '../db/layer-state.ts';
import { asOwner, inScope } from '../db/scope.ts';
import { createLayer } from '../layers/layer.service.ts';
import { describeOnBothEngines, seedUnion } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { embeddedEncoder } from './embedded-mvt.repository.ts';
import { decodeTile } from '../testing/mvt-text.ts';
import type { DecodedFeature } from '../testing/mvt-text.ts';
import { postgisEncoder } from './postgis-mvt.repository.ts';
import type { TileEncoder } from './tile-encoder.ts';
import { TILE_BUFFER, TILE_EXTENT, tileBounds, tilesTouching, unitMeters } from './tile-matrix.ts';
import type { TileAddress } from './tile-matrix.ts';
import { sourceBySource } from './tile-source.repository.ts';

const AREAS = zoningLayer();
/** The same table, labelled at anchors from zoom 16.5 on. */
const ANCHORED = zoningLayer({
  style: { layers: [{ id: 'label', type: 'symbol', anchor: true, minzoom: 16.5 }], legend: [] },
});
const fields = AREAS.fields.filter(({ name }) => name === 'name');
const LINES = zoningLayer({ id: 'lines', geometryType: 'MultiLineString', fields });
const POINTS = zoningLayer({ id: 'points', geometryType: 'Point', fields });
const HEIGHTS = zoningLayer({ id: 'heights', geometryType: 'LineString', dimensions: 3, fields });

/** EPSG:7792, near Castel di Sangro; each row is one edge case, named. */
const SHAPES: [layer: string, name: string, wkt: string][] = [
  [
    'zoning',
    'plain',
    'MULTIPOLYGON(((430000 4625000,430060 4625000,430060 4625070,430000 4625070,430000 4625000)))',
  ],
  [
    'zoning',
    'with a hole',
    'MULTIPOLYGON(((430100 4625000,430200 4625000,430200 4625100,430100 4625100,430100 4625000),(430120 4625020,430120 4625060,430160 4625060,430160 4625020,430120 4625020)))',
  ],
  [
    'zoning',
    'two parts',
    'MULTIPOLYGON(((430300 4625000,430340 4625000,430340 4625040,430300 4625040,430300 4625000)),((430360 4625000,430400 4625000,430400 4625040,430360 4625040,430360 4625000)))',
  ],
  [
    'zoning',
    'larger than tiles',
    'MULTIPOLYGON(((425000 4620000,436000 4620500,435500 4631000,424800 4630200,425000 4620000)))',
  ],
  [
    'zoning',
    'a sliver',
    'MULTIPOLYGON(((430500 4625000,430900 4625000.05,430900 4625000.1,430500 4625000)))',
  ],
  [
    'zoning',
    'a speck',
    'MULTIPOLYGON(((430550 4625050,430550.2 4625050,430550.2 4625050.2,430550 4625050)))',
  ],
  [
    'zoning',
    'narrow waist',
    'MULTIPOLYGON(((430600 4625100,430640 4625130,430680 4625100,430680 4625160,430640 4625130.1,430600 4625160,430600 4625100)))',
  ],
  [
    'lines',
    'bent',
    'MULTILINESTRING((429000 4624000,430000 4625000,430500 4624800,432000 4626500))',
  ],
  [
    'lines',
    'through and back',
    'MULTILINESTRING((428000 4625000,433000 4625010,433000 4629300,428000 4629290))',
  ],
  ['points', 'one', 'POINT(430010 4625010)'],
  ['points', 'another', 'POINT(430555.5 4625033.25)'],
  ['heights', 'climbing', 'LINESTRING Z(430000 4625000 800,430300 4625200 950)'],
];

/** The same rows cut by PostGIS's own ST_AsMVTGeom: what both encoders are held to. */
const mvtGeomEncoder: TileEncoder = sourceBySource(async (trx, source, tile) => {
  const [minX, minY, maxX, maxY] = tileBounds(tile);
  const columns = source.fields.map(({ name }) => sql`${sql.id(name)},`);
  const { rows } = await sql<{ tile: Uint8Array }>`
    select ST_AsMVT(feature, ${source.name}::text, ${TILE_EXTENT}::int, 'geometry', 'fid') as tile
    from (
      select fid, municipality, ${sql.join(columns, sql` `)} ST_AsMVTGeom(geometry,
        ST_MakeEnvelope(${minX}::float8, ${minY}::float8, ${maxX}::float8, ${maxY}::float8, 3857),
        ${TILE_EXTENT}::int, ${TILE_BUFFER}::int) as geometry
      from (${source.rows}) as source
    ) as feature
    where geometry is not null`.execute(trx);
  return rows[0]!.tile;
});

describeOnBothEngines('tiles', (server, engine) => {
  beforeAll(async () => {
    const { db } = server();
    await seedUnion(db);
    await asOwner(db, async (trx) => {
      for (const layer of [AREAS, LINES, POINTS, HEIGHTS]) await createLayer(trx, layer);
    });
    for (const [layer, name, wkt] of SHAPES)
      await (
        layer === 'zoning'
          ? sql`insert into territory.zoning (municipality, geometry, zone, name, floors, ratio, built, adopted_on, surveyed_at)
            values ('C096', ST_GeomFromText(${wkt}, 7792), 'A', ${name}, 3, 0.75, true, '2024-03-15', '2024-03-15T10:30:00Z')`
          : sql`insert into ${sql.raw(`territory.${layer}`)} (municipality, geometry)
            values ('C096', ST_GeomFromText(${wkt}, 7792))`
      ).execute(server().owner);
    // A row that has nothing but what it must.
    await sql`insert into territory.zoning (municipality, geometry, zone, floors)
      values ('H434', ST_GeomFromText('MULTIPOLYGON(((430700 4625200,430730 4625200,430730 4625240,430700 4625200)))', 7792), 'C', null)`.execute(
      server().owner,
    );
  });

  const encode = async (
    encoder: TileEncoder,
    layer: Layer,
    tile: TileAddress,
    sourceLayer: string = layer.id,
  ): Promise<DecodedFeature[]> => {
    const bytes = await inScope(server().db, null, (trx) =>
      encoder.encode(trx, layer, PRESENT_VIEW, tile),
    );
    return bytes.byteLength === 0 ? [] : (decodeTile(bytes)[sourceLayer] ?? []);
  };
  const encoder = engine === 'postgres' ? postgisEncoder : embeddedEncoder;

  /** Tiles that meet the test area at a tile matrix. */
  const tilesAt = async (tileMatrix: number): Promise<TileAddress[]> => {
    const { rows } = await sql<{ box: BBox }>`select sit.bbox_of(ST_Transform(ST_SetSRID(
      ST_MakeEnvelope(430000, 4625000, 430950, 4625250), 7792), 3857)) as box`.execute(
      server().owner,
    );
    const { minRow, maxRow, minCol, maxCol } = tilesTouching(rows[0]!.box, tileMatrix);
    const tiles: TileAddress[] = [];
    for (let tileRow = minRow; tileRow <= maxRow; tileRow++)
      for (let tileCol = minCol; tileCol <= maxCol; tileCol++)
        tiles.push({ tileMatrix, tileRow, tileCol });
    return tiles;
  };

  it('carry fields, municipality and identifiers, and leave out what is null', async () => {
    const [tile] = await tilesAt(14);
    const features = await encode(encoder, AREAS, tile!);
    expect(features.find(({ id }) => id === 1)).toMatchObject({
      type: 'Polygon',
      properties: {
        zone: 'A',
        name: 'plain',
        floors: 3,
        ratio: 0.75,
        built: true,
        adopted_on: '2024-03-15',
        surveyed_at: '2024-03-15T10:30:00.000Z',
        municipality: 'C096',
      },
    });
    expect(features.find(({ id }) => id === 8)?.properties).toEqual({
      zone: 'C',
      municipality: 'H434',
    });
  });

  it('put every vertex where the database says it is, to the unit', async () => {
    const [tile] = await tilesAt(14);
    const unit = unitMeters(14);
    const [minX, , , maxY] = tileBounds(tile!);
    const { rows } = await sql<{ fid: number; geometry: string }>`
      select fid, ST_AsGeoJSON(geometry_3857, 3, 0) as geometry from territory.zoning where fid in (1, 2, 3)`.execute(
      server().owner,
    );
    const features = await encode(encoder, AREAS, tile!);
    for (const { fid, geometry } of rows) {
      const expected = (JSON.parse(geometry).coordinates as Position[][][])
        .flat(2)
        .map(([x, y]): [number, number] => [(x - minX) / unit, (maxY - y) / unit]);
      const drawn = features.find(({ id }) => id === fid)!.paths.flat();
      for (const at of expected)
        expect({ fid, off: distanceToNearest(at, drawn) > 1 }).toEqual({ fid, off: false });
      for (const at of drawn)
        expect({ fid, off: distanceToNearest(at, expected) > 1 }).toEqual({ fid, off: false });
    }
  });

  it('hold nothing beyond their buffer, and wind rings as the specification wants', async () => {
    for (const tileMatrix of [10, 14, 17])
      for (const tile of await tilesAt(tileMatrix))
        for (const layer of [AREAS, LINES, POINTS, HEIGHTS])
          for (const { type, paths } of await encode(encoder, layer, tile)) {
            for (const [x, y] of paths.flat())
              for (const n of [x, y]) {
                expect(n).toBeGreaterThanOrEqual(-TILE_BUFFER);
                expect(n).toBeLessThanOrEqual(TILE_EXTENT + TILE_BUFFER);
              }
            expect(type !== 'Polygon' || area(paths[0]!) > 0).toBe(true);
          }
  });

  it('leave out at low zoom what is smaller than a pixel, and keep it close by', async () => {
    const names = async (tileMatrix: number) => {
      const tiles = await tilesAt(tileMatrix);
      const features = (
        await Promise.all(tiles.map((tile) => encode(encoder, AREAS, tile)))
      ).flat();
      return new Set(features.map(({ properties }) => properties['name']));
    };
    const far = await names(8);
    expect(far.has('larger than tiles')).toBe(true);
    expect(far.has('plain')).toBe(false);
    const near = await names(18);
    for (const name of ['plain', 'with a hole', 'two parts']) expect(near.has(name)).toBe(true);
  });

  it('hold each anchored feature’s anchor once, inside it, whatever tiles cut it into', async () => {
    const tiles = await tilesAt(17);
    const found: { fid: number; inside: boolean }[] = [];
    for (const tile of tiles)
      for (const { id, paths } of await encode(encoder, ANCHORED, tile, 'zoning.anchor')) {
        const [x, y] = paths[0]![0]!;
        const [minX, , , maxY] = tileBounds(tile);
        const unit = unitMeters(17);
        const { rows } = await sql<{ inside: boolean }>`
          select ST_DWithin(geometry_3857,
            ST_SetSRID(ST_MakePoint(${minX + x * unit}::float8, ${maxY - y * unit}::float8), 3857), ${unit}::float8) as inside
          from territory.zoning where fid = ${id!}::bigint`.execute(server().owner);
        found.push({ fid: id!, inside: rows[0]!.inside });
      }
    expect(found.filter(({ inside }) => !inside)).toEqual([]);
    const { rows } = await sql<{ fid: number }>`
      select fid from territory.zoning order by fid`.execute(server().owner);
    expect(found.map(({ fid }) => fid).toSorted((a, b) => a - b)).toEqual(
      rows.map(({ fid }) => fid),
    );
  });

  it('have no anchors that no style draws, or not at this zoom', async () => {
    const [tile] = await tilesAt(17);
    expect(await encode(encoder, AREAS, tile!, 'zoning.anchor')).toEqual([]);
    const [far] = await tilesAt(14);
    expect(await encode(encoder, ANCHORED, far!, 'zoning.anchor')).toEqual([]);
  });

  it('draw lines and points of every kind, heights included', async () => {
    const [tile] = await tilesAt(14);
    const [bent] = await encode(encoder, LINES, tile!);
    expect(bent).toMatchObject({ id: 1, type: 'LineString' });
    expect((await encode(encoder, POINTS, tile!)).map(({ type }) => type)).toEqual([
      'Point',
      'Point',
    ]);
    expect((await encode(encoder, HEIGHTS, tile!)).map(({ type }) => type)).toEqual(['LineString']);
  });

  it('are empty where nothing is', async () =>
    expect(await encode(encoder, AREAS, { tileMatrix: 14, tileRow: 0, tileCol: 0 })).toEqual([]));

  it.runIf(engine === 'postgres').each([4, 8, 10, 12, 13, 14, 15, 16, 18, 20])(
    'are what ST_AsMVTGeom makes, by both encoders, at tile matrix %i, geometry within one unit',
    async (tileMatrix) => {
      for (const layer of [AREAS, LINES, POINTS, HEIGHTS])
        for (const tile of (await tilesAt(tileMatrix)).slice(0, 40)) {
          const place = `${layer.id} ${Object.values(tile).join('/')}`;
          // What the grid has eaten may be dropped by one and drawn as a speck by the other.
          const theirs = (await encode(mvtGeomEncoder, layer, tile)).filter(isSubstantial);
          const told = (features: DecodedFeature[]) =>
            features.map(({ id, type, properties }) => ({ place, id, type, properties }));
          for (const each of [postgisEncoder, embeddedEncoder]) {
            const ours = (await encode(each, layer, tile)).filter(isSubstantial);
            expect(told(ours)).toEqual(told(theirs));
            const apart = theirs.filter((their, index) => hausdorff(ours[index]!, their) > 1);
            expect(told(apart)).toEqual([]);
          }
        }
    },
  );
});

/** False for what has shrunk on the tile's grid to a speck, or to a sliver less than a unit wide. */
function isSubstantial({ type, paths }: DecodedFeature): boolean {
  if (type === 'Point') return true;
  const extent = (axis: 0 | 1): number => {
    const along = paths.flat().map((vertex) => vertex[axis]);
    return Math.max(...along) - Math.min(...along);
  };
  const length = Math.max(extent(0), extent(1));
  return type === 'Polygon' ? area(paths[0]!) > length : length > 2;
}

/** Surveyor's formula; positive is clockwise where y points down. */
function area(ring: [number, number][]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function distanceToNearest([x, y]: [number, number], points: [number, number][]): number {
  return Math.min(...points.map(([px, py]) => Math.max(Math.abs(px - x), Math.abs(py - y))));
}

/** Largest distance, in units along an axis, from a vertex of either to the other's lines or points. */
function hausdorff(a: DecodedFeature, b: DecodedFeature): number {
  const oneWay = (from: DecodedFeature, to: DecodedFeature): number =>
    Math.max(...from.paths.flat().map((vertex) => distanceToPaths(vertex, to)));
  return Math.max(oneWay(a, b), oneWay(b, a));
}

function distanceToPaths(vertex: [number, number], { paths }: DecodedFeature): number {
  let nearest = distanceToNearest(vertex, paths.flat());
  for (const path of paths)
    for (let i = 1; i < path.length; i++)
      nearest = Math.min(nearest, distanceToSegment(vertex, path[i - 1]!, path[i]!));
  return nearest;
}

function distanceToSegment(
  [x, y]: [number, number],
  [ax, ay]: [number, number],
  [bx, by]: [number, number],
): number {
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const t =
    length2 === 0
      ? 0
      : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2));
  return Math.max(Math.abs(ax + t * (bx - ax) - x), Math.abs(ay + t * (by - ay) - y));
}
