/** Boxes between WGS 84 (degrees) and EPSG:3857 (metres): EPSG Guidance Note 7-2, method 1024, sphere of WGS 84's semi-major axis. */
import type { BBox } from './geometry.ts';

const RADIUS = 6_378_137;
/** Latitude at which the world is square; beyond it the projection runs to infinity. */
const MAX_LATITUDE = 85.051_128_779_806_59;
const DEGREE = Math.PI / 180;

export function toWebMercator([west, south, east, north]: BBox): BBox {
  return [xOf(west), yOf(south), xOf(east), yOf(north)];
}

export function toWgs84([minX, minY, maxX, maxY]: BBox): BBox {
  return [longitudeOf(minX), latitudeOf(minY), longitudeOf(maxX), latitudeOf(maxY)];
}

function xOf(longitude: number): number {
  return RADIUS * longitude * DEGREE;
}

function yOf(latitude: number): number {
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  return RADIUS * Math.atanh(Math.sin(clamped * DEGREE));
}

function longitudeOf(x: number): number {
  return x / RADIUS / DEGREE;
}

function latitudeOf(y: number): number {
  return Math.atan(Math.sinh(y / RADIUS)) / DEGREE;
}
