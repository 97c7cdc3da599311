import { expect } from 'chai';
import { toUtm, utmZone } from './utm.ts';

describe('toUtm', () => {
  // From PROJ 9.1: gdaltransform -s_srs '+proj=longlat +ellps=GRS80' -t_srs EPSG:25833.
  for (const [name, longitude, latitude, east, north] of [
    ['Castel di Sangro', 14.1206, 41.7819, 426921.692809757, 4625934.98033527],
    ['Pescasseroli', 13.7915, 41.8096, 399616.260502453, 4629342.50315521],
    ['the zone’s west edge', 12, 38, 236578.623961247, 4210063.03385546],
    ['the zone’s east edge', 18, 46.5, 730190.273678862, 5153976.69047905],
  ] as const)
    it(`agrees with PROJ at ${name}`, () => {
      const [e, n] = toUtm(longitude, latitude, 33);
      expect(e).to.be.closeTo(east, 1e-4);
      expect(n).to.be.closeTo(north, 1e-4);
    });
});

describe('utmZone', () => {
  it('knows the easting-first UTM systems, and nothing else', () => {
    expect([7791, 7792, 7793, 25833, 32632].map(utmZone)).to.deep.equal([32, 33, 34, 33, 32]);
    expect([4326, 3857, 3004, 6708, 7794].map(utmZone)).to.deep.equal([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
