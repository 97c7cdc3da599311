/** Every style served is one that MapLibre takes: the standard catalogue's and the quiet default ones. */
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { GEOMETRY_TYPES } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import { defaultStyle } from '@sit/core/style';
import { standardLayers } from '@sit/data/catalogue/standard';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeOnBothEngines } from '../testing/harness.ts';
import { zoningLayer } from '../testing/zoning-layer.ts';
import { ogcUrls } from './link.ts';
import { mapStyle } from './map-style.ts';
import { seedTerritory, testOgc } from './ogc.fixture.ts';
import type { TestOgc } from './ogc.fixture.ts';

const URLS = ogcUrls('http://localhost:8080');
const faultsOf = (style: unknown) =>
  validateStyleMin(style as StyleSpecification).map(({ message }) => message);

describe('mapStyle', () => {
  it.each(standardLayers.map((layer) => [layer.id, layer] as const))(
    'of %s is valid',
    (_id, layer) => expect(faultsOf(mapStyle(layer, [14, 41.7, 14.2, 41.9], URLS))).toEqual([]),
  );

  it.each(GEOMETRY_TYPES)(
    'of a layer of %s without a style of its own is valid',
    (geometryType) => {
      const layer: Layer = zoningLayer({
        geometryType,
        style: defaultStyle(geometryType, { it: 'Prova' }),
      });
      expect(faultsOf(mapStyle(layer, null, URLS))).toEqual([]);
    },
  );

  it('is found at fault by the same check when it is', () => {
    const broken = zoningLayer({
      style: { layers: [{ id: 'x', type: 'fill', paint: { 'fill-colour': 'red' } }], legend: [] },
    });
    expect(faultsOf(mapStyle(broken, null, URLS))).not.toEqual([]);
  });

  it('asks for no fonts, and for nothing outside', () => {
    const style = mapStyle(zoningLayer(), null, URLS);
    expect(style).not.toHaveProperty('glyphs');
    expect(style).not.toHaveProperty('sprite');
    expect(JSON.stringify(style).match(/https?:\/\/[^/"]+/g)).toEqual(['http://localhost:8080']);
  });
});

describeOnBothEngines('/ogc/styles', (server) => {
  let ogc: TestOgc;
  beforeAll(async () => {
    await seedTerritory(server());
    ogc = testOgc(server());
  });

  it('lists the styles of the layers the caller may read, each of which is there', async () => {
    const { styles } = await ogc.json('/ogc/styles');
    expect(styles.map(({ id }: { id: string }) => id)).toEqual(['paths', 'zoning']);
    for (const { links } of styles) {
      const style = await ogc.json(new URL(links[0].href).pathname);
      expect(faultsOf(style)).toEqual([]);
      const [source] = Object.values<any>(style.sources);
      const tileJson = await ogc.json(new URL(source.url).pathname + new URL(source.url).search);
      expect(tileJson.vector_layers[0].id).toBe(style.layers[0]['source-layer']);
    }
    expect((await ogc.get('/ogc/styles/drafts')).status).toBe(404);
  });
});
