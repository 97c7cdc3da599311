import { expect, it } from 'vitest';
import { parseCrs } from './crs.ts';

it.each([
  ['EPSG:7792', 7792],
  ['epsg:3003', 3003],
  ['urn:ogc:def:crs:EPSG::6706', 6706],
  ['http://www.opengis.net/def/crs/EPSG/0/25833', 25833],
  ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 4326],
  ['7792', null],
  ['EPSG:x', null],
  ["EPSG:7792'; drop table x", null],
])('the CRS named by %s is %s', (text, epsg) => {
  expect(parseCrs(text)).toBe(epsg);
});
