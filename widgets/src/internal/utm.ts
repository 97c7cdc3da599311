/** Longitude and latitude as UTM eastings and northings, for reading off a map. */

/** GRS 80 (EPSG:7019), the ellipsoid of RDN2008 and ETRS89. */
const SEMI_MAJOR_METERS = 6378137;
const FLATTENING = 1 / 298.257222101;
const SCALE_AT_CENTRE = 0.9996;
const FALSE_EASTING_METERS = 500_000;
const RADIANS = Math.PI / 180;

/** The zone of a CRS that is UTM, easting first, on RDN2008, ETRS89 or WGS 84 (a millimetre apart here). */
export function utmZone(epsg: number): number | null {
  if (epsg >= 7791 && epsg <= 7793) return epsg - 7791 + 32;
  if (epsg >= 25828 && epsg <= 25838) return epsg - 25800;
  return epsg >= 32601 && epsg <= 32660 ? epsg - 32600 : null;
}

/**
 * Metres east and north of a place in degrees, by Krüger's series to the third order of the third
 * flattening (Karney 2011, “Transverse Mercator with an accuracy of a few nanometers”, eq. 7-9, 11, 35):
 * a tenth of a millimetre from PROJ within a zone. Northern hemisphere.
 */
export function toUtm(
  longitude: number,
  latitude: number,
  zone: number,
): [east: number, north: number] {
  const n = FLATTENING / (2 - FLATTENING);
  const eccentricity = Math.sqrt(FLATTENING * (2 - FLATTENING));
  const radius = (SEMI_MAJOR_METERS / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const series = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3,
    (61 / 240) * n ** 3,
  ];
  const lambda = (longitude - (6 * zone - 183)) * RADIANS;
  const sine = Math.sin(latitude * RADIANS);
  const conformal = Math.sinh(Math.atanh(sine) - eccentricity * Math.atanh(eccentricity * sine));
  const xi = Math.atan2(conformal, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(conformal, Math.cos(lambda)));
  let north = xi;
  let east = eta;
  for (const [order, coefficient] of series.entries()) {
    const multiple = 2 * (order + 1);
    north += coefficient * Math.sin(multiple * xi) * Math.cosh(multiple * eta);
    east += coefficient * Math.cos(multiple * xi) * Math.sinh(multiple * eta);
  }
  const scale = SCALE_AT_CENTRE * radius;
  return [FALSE_EASTING_METERS + scale * east, scale * north];
}
