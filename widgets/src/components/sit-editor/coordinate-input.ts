/** Typed coordinates: latitude and longitude as people write them. */
import type { Position } from '@sit/core/geometry';

/**
 * `[longitude, latitude]` of a text such as `41.8105, 14.0431` or `41,8105 14,0431` (latitude first, as
 * maps and receivers say it); null when it is not two numbers of degrees.
 */
export function parseCoordinates(text: string): Position | null {
  const match = /^\s*(-?\d{1,2}(?:[.,]\d+)?)°?\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)°?\s*$/.exec(text);
  if (!match) return null;
  const latitude = Number(match[1]!.replace(',', '.'));
  const longitude = Number(match[2]!.replace(',', '.'));
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return [longitude, latitude];
}

/** Nine decimals: every digit that counts, in the order it is read back. */
export function coordinatesText([longitude, latitude]: Position): string {
  return `${Number(latitude.toFixed(9))} ${Number(longitude.toFixed(9))}`;
}
