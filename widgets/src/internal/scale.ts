/** How many metres a screen's pixel is on the ground, and what a map says of it. */

/** WGS 84 (EPSG:7030): semi-major axis in metres, first eccentricity squared. */
const SEMI_MAJOR_METERS = 6378137;
const ECCENTRICITY_SQUARED = 0.00669437999014;
/** World width in CSS pixels at zoom 0, as MapLibre counts zooms. */
const WORLD_PIXELS = 512;
/** One CSS pixel is 1/96 inch (CSS Values 4 §6.2): what QGIS counts with, too. */
const PIXEL_METERS = 0.0254 / 96;

/**
 * Ground metres in a CSS pixel, east to west, at a latitude in degrees: the parallel's length on the
 * ellipsoid over the world's width, so Web Mercator's stretch is taken out.
 */
export function metersPerPixel(latitude: number, zoom: number): number {
  const phi = (latitude * Math.PI) / 180;
  const radius =
    (SEMI_MAJOR_METERS * Math.cos(phi)) / Math.sqrt(1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2);
  return (2 * Math.PI * radius) / (WORLD_PIXELS * 2 ** zoom);
}

/** The n of 1:n at a latitude and zoom. */
export function scaleDenominator(latitude: number, zoom: number): number {
  return metersPerPixel(latitude, zoom) / PIXEL_METERS;
}

/** `value` to two significant digits below 10 000, three above: a scale is said, not measured. */
export function roundedDenominator(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - (value < 10_000 ? 1 : 2));
  return Math.round(value / step) * step;
}

/** The longest bar of 1, 2 or 5 times a power of ten metres that is no wider than `maxPixels`. */
export function scaleBar(
  metersInPixel: number,
  maxPixels: number,
): { meters: number; pixels: number } {
  const limit = metersInPixel * maxPixels;
  const power = 10 ** Math.floor(Math.log10(limit));
  const meters = ([5, 2, 1].find((step) => step * power <= limit) ?? 1) * power;
  return { meters, pixels: meters / metersInPixel };
}
