/** Where a storage CRS may be used. Pure. */
import type { BBox } from '@sit/core/geometry';

/** Central meridians, degrees east, of the transverse Mercator systems a union may keep its data in. */
const CENTRAL_MERIDIANS: Readonly<Record<number, number>> = {
  3003: 9,
  3004: 15,
  6707: 9,
  6708: 15,
  6709: 21,
  7791: 9,
  7792: 15,
  7793: 21,
  7794: 12,
  7795: 12,
  25832: 9,
  25833: 15,
  32632: 9,
  32633: 15,
};
/** Three half zones to either side, where PROJ's transverse Mercator still inverts to far below a millimetre. */
const REACH_DEGREES = 9;

/** WGS 84 box in which positions can be stored without loss: generous, far beyond the CRS's own zone. */
export function areaOfUse(epsg: number): BBox {
  const meridian = CENTRAL_MERIDIANS[epsg];
  return meridian === undefined
    ? [-180, -90, 180, 90]
    : [meridian - REACH_DEGREES, 30, meridian + REACH_DEGREES, 60];
}
