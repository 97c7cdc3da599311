/**
 * Mapbox Vector Tile 2.1 from geometries already in tile units, for a database without ST_AsMVT.
 * Written on `pbf` directly: @maplibre/vt-pbf looks keys up in a plain object, so that a field named
 * `constructor` would make a broken tile.
 */
import type { Geometry, Position } from '@sit/core/geometry';
import { PbfWriter } from 'pbf';
import { TILE_EXTENT } from './tile-matrix.ts';

export type TileValue = string | number | boolean;

export interface TileFeature {
  id: number;
  /** Integers, y downwards, origin at the tile's north-west corner. */
  geometry: Geometry;
  /** Nulls are left out: the format has none. */
  properties: Readonly<Record<string, TileValue | null>>;
}

type Path = [x: number, y: number][];

interface Drawable {
  type: 1 | 2 | 3;
  /** Points as one path; lines; rings, each closed by its first vertex. */
  paths: Path[];
}

/** The tile's bytes, not compressed; none when no feature has anything to show. */
export function encodeTile(sourceLayer: string, features: readonly TileFeature[]): Uint8Array {
  const keys = new Dictionary<string>();
  const values = new Dictionary<TileValue>();
  const messages = features.flatMap((feature) => {
    const drawable = drawableOf(feature.geometry);
    if (drawable.paths.length === 0) return [];
    const tags = tagsOf(feature.properties, keys, values);
    return [{ id: feature.id, tags, type: drawable.type, commands: commandsOf(drawable) }];
  });
  if (messages.length === 0) return new Uint8Array(0);
  const tile = new PbfWriter();
  // Field numbers are those of vector_tile.proto 2.1.
  tile.writeMessage(
    3,
    (_: null, layer: PbfWriter) => {
      layer.writeStringField(1, sourceLayer);
      for (const message of messages) layer.writeMessage(2, writeFeature, message);
      for (const key of keys.entries) layer.writeStringField(3, key);
      for (const value of values.entries) layer.writeMessage(4, writeValue, value);
      layer.writeVarintField(5, TILE_EXTENT);
      layer.writeVarintField(15, 2);
    },
    null,
  );
  return tile.finish();
}

interface FeatureMessage {
  id: number;
  tags: number[];
  type: number;
  commands: number[];
}

function writeFeature(message: FeatureMessage, pbf: PbfWriter): void {
  pbf.writeVarintField(1, message.id);
  pbf.writePackedVarint(2, message.tags);
  pbf.writeVarintField(3, message.type);
  pbf.writePackedVarint(4, message.commands);
}

function writeValue(value: TileValue, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeStringField(1, value);
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value);
  else if (!Number.isSafeInteger(value)) pbf.writeDoubleField(3, value);
  else if (value < 0) pbf.writeSVarintField(6, value);
  else pbf.writeVarintField(5, value);
}

function tagsOf(
  properties: TileFeature['properties'],
  keys: Dictionary<string>,
  values: Dictionary<TileValue>,
): number[] {
  return Object.entries(properties).flatMap(([key, value]) =>
    value === null ? [] : [keys.indexOf(key), values.indexOf(value)],
  );
}

/** Each entry once, by order of appearance. */
class Dictionary<T> {
  readonly entries: T[] = [];
  private readonly indexes = new Map<T, number>();

  indexOf(entry: T): number {
    const known = this.indexes.get(entry);
    if (known !== undefined) return known;
    this.indexes.set(entry, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}

/** Command integers and zigzag parameters (§4.3). */
function commandsOf({ type, paths }: Drawable): number[] {
  const commands: number[] = [];
  let x = 0;
  let y = 0;
  const move = (path: Path): void => {
    for (const [toX, toY] of path) {
      commands.push(zigzag(toX - x), zigzag(toY - y));
      [x, y] = [toX, toY];
    }
  };
  for (const path of paths) {
    if (type === 1) {
      commands.push(command(MOVE_TO, path.length));
      move(path);
      continue;
    }
    const open = type === 3 ? path.slice(0, -1) : path;
    commands.push(command(MOVE_TO, 1));
    move(open.slice(0, 1));
    commands.push(command(LINE_TO, open.length - 1));
    move(open.slice(1));
    if (type === 3) commands.push(command(CLOSE_PATH, 1));
  }
  return commands;
}

const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;

function command(id: number, count: number): number {
  return (id & 7) | (count << 3);
}

function zigzag(n: number): number {
  return (n << 1) ^ (n >> 31);
}

function drawableOf(geometry: Geometry): Drawable {
  switch (geometry.type) {
    case 'Point':
      return { type: 1, paths: [[xy(geometry.coordinates)]] };
    case 'MultiPoint':
      return { type: 1, paths: geometry.coordinates.length ? [geometry.coordinates.map(xy)] : [] };
    case 'LineString':
      return { type: 2, paths: linesOf([geometry.coordinates]) };
    case 'MultiLineString':
      return { type: 2, paths: linesOf(geometry.coordinates) };
    case 'Polygon':
      return { type: 3, paths: ringsOf(geometry.coordinates) };
    case 'MultiPolygon':
      return { type: 3, paths: geometry.coordinates.flatMap(ringsOf) };
  }
}

function linesOf(lines: readonly Position[][]): Path[] {
  return lines.map(withoutRepeats).filter((path) => path.length >= 2);
}

/** One polygon's rings as §4.3.4.4 wants them: the exterior clockwise on screen, holes the other way. */
function ringsOf(polygon: readonly Position[][]): Path[] {
  const [exterior, ...holes] = polygon.map(withoutRepeats);
  if (!exterior || !hasArea(exterior)) return [];
  return [oriented(exterior, true), ...holes.filter(hasArea).map((hole) => oriented(hole, false))];
}

function withoutRepeats(path: readonly Position[]): Path {
  const kept: Path = [];
  for (const position of path) {
    const last = kept.at(-1);
    if (!last || last[0] !== position[0] || last[1] !== position[1]) kept.push(xy(position));
  }
  return kept;
}

function xy(position: Position): [number, number] {
  return [position[0], position[1]];
}

function hasArea(ring: Path): boolean {
  return ring.length >= 4 && doubleArea(ring) !== 0;
}

function oriented(ring: Path, clockwise: boolean): Path {
  return doubleArea(ring) > 0 === clockwise ? ring : ring.toReversed();
}

/** Twice the signed area by the surveyor's formula; positive is clockwise where y points down. */
function doubleArea(ring: Path): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++)
    sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return sum;
}
