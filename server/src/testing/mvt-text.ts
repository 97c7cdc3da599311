/** A vector tile as text and as plain values, for tests and for who debugs one. */
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

export interface DecodedFeature {
  id: number | undefined;
  type: 'Point' | 'LineString' | 'Polygon' | 'Unknown';
  properties: Record<string, string | number | boolean>;
  /** Paths in tile units, y downwards; polygons' rings closed. */
  paths: [x: number, y: number][][];
}

const TYPES = ['Unknown', 'Point', 'LineString', 'Polygon'] as const;

/** Features of each source layer, in the tile's order. */
export function decodeTile(bytes: Uint8Array): Record<string, DecodedFeature[]> {
  const { layers } = new VectorTile(new PbfReader(bytes));
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, index) => {
        const feature = layer.feature(index);
        return {
          id: feature.id,
          type: TYPES[feature.type],
          properties: feature.properties,
          paths: feature
            .loadGeometry()
            .map((path) => path.map(({ x, y }): [number, number] => [x, y])),
        };
      }),
    ]),
  );
}
