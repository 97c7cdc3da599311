/** Coordinate reference systems by reference (OGC API Features Part 2, 18-058r1). */
import { WEB_MERCATOR, WGS84, findCrs, parseCrs } from '@sit/core/crs';
import { invalid } from '../http/query.ts';

export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

export function crsUri(epsg: number): string {
  return `http://www.opengis.net/def/crs/EPSG/0/${epsg}`;
}

/** EPSG codes offered beside CRS84: the storage CRS first, then what clients commonly ask for. */
export function offeredCrs(storageCrs: number): number[] {
  return [...new Set([storageCrs, WGS84, WEB_MERCATOR])];
}

/** Coordinates as asked for: which EPSG code, and whether its official axis order swaps x and y. */
export interface OutputCrs {
  uri: string;
  epsg: number;
  northFirst: boolean;
  /** Decimals to a tenth of a millimetre on the ground. */
  decimals: number;
}

export const DEFAULT_CRS: OutputCrs = { uri: CRS84, epsg: WGS84, northFirst: false, decimals: 9 };

/** The value of `crs` or `bbox-crs`; refuses with 400 what the collection does not offer (`/req/crs/fc-crs-valid-value`). */
export function parseCrsParameter(
  name: string,
  text: string | undefined,
  storageCrs: number,
): OutputCrs {
  if (text === undefined || text === CRS84) return DEFAULT_CRS;
  const offered = offeredCrs(storageCrs);
  const epsg = parseCrs(text);
  const crs = epsg === null ? undefined : findCrs(epsg);
  if (!crs || !offered.includes(crs.epsg) || text !== crsUri(crs.epsg))
    throw invalid(
      name,
      `${name}=${text}: sistemi disponibili: ${[CRS84, ...offered.map(crsUri)].join(', ')}.`,
    );
  return {
    uri: text,
    epsg: crs.epsg,
    northFirst: crs.axisOrder === 'north-east',
    decimals: crs.unit === 'degree' ? 9 : 4,
  };
}
