/** Coordinate reference systems the project meets: names, units, axis order (checked in PROJ 9). */

export interface Crs {
  epsg: number;
  name: string;
  unit: 'metre' | 'degree';
  /** Axis order of the official definition; GIS files mostly write x (east) first all the same. */
  axisOrder: 'east-north' | 'north-east';
}

export const WGS84 = 4326;
export const WEB_MERCATOR = 3857;
/** RDN2008 / UTM zone 33N, easting first: the default storage CRS of a union in Abruzzo. */
export const DEFAULT_STORAGE_CRS = 7792;

export const CRS: readonly Crs[] = [
  { epsg: 4326, name: 'WGS 84', unit: 'degree', axisOrder: 'north-east' },
  { epsg: 3857, name: 'WGS 84 / Pseudo-Mercator', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 4258, name: 'ETRS89', unit: 'degree', axisOrder: 'north-east' },
  { epsg: 6706, name: 'RDN2008', unit: 'degree', axisOrder: 'north-east' },
  { epsg: 6707, name: 'RDN2008 / UTM zone 32N (N-E)', unit: 'metre', axisOrder: 'north-east' },
  { epsg: 6708, name: 'RDN2008 / UTM zone 33N (N-E)', unit: 'metre', axisOrder: 'north-east' },
  { epsg: 6709, name: 'RDN2008 / UTM zone 34N (N-E)', unit: 'metre', axisOrder: 'north-east' },
  { epsg: 7791, name: 'RDN2008 / UTM zone 32N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 7792, name: 'RDN2008 / UTM zone 33N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 7793, name: 'RDN2008 / UTM zone 34N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 7794, name: 'RDN2008 / Italy zone (E-N)', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 7795, name: 'RDN2008 / Zone 12 (E-N)', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 25832, name: 'ETRS89 / UTM zone 32N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 25833, name: 'ETRS89 / UTM zone 33N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 32632, name: 'WGS 84 / UTM zone 32N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 32633, name: 'WGS 84 / UTM zone 33N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 3003, name: 'Monte Mario / Italy zone 1', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 3004, name: 'Monte Mario / Italy zone 2', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 4265, name: 'Monte Mario', unit: 'degree', axisOrder: 'north-east' },
  { epsg: 23032, name: 'ED50 / UTM zone 32N', unit: 'metre', axisOrder: 'east-north' },
  { epsg: 23033, name: 'ED50 / UTM zone 33N', unit: 'metre', axisOrder: 'east-north' },
];

/**
 * In which a union may keep its geometries: metric, east first, and of a datum that WGS 84 and the cadastre's reach
 * without a grid.
 */
export const STORAGE_CRS = [7791, 7792, 7793, 7794, 7795, 25832, 25833, 32632, 32633] as const;

export function findCrs(epsg: number): Crs | undefined {
  return CRS.find((crs) => crs.epsg === epsg);
}

/** EPSG code in `EPSG:n`, an OGC URI or URN; `CRS84` gives 4326; null when it is none of these. */
export function parseCrs(text: string): number | null {
  if (
    /^(http:\/\/www\.opengis\.net\/def\/crs\/OGC\/(1\.3|0)\/CRS84|urn:ogc:def:crs:OGC:(1\.3)?:CRS84)$/i.test(
      text,
    )
  )
    return WGS84;
  const match =
    /^(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/)(\d{4,6})$/i.exec(
      text.trim(),
    );
  return match ? Number(match[1]) : null;
}
