/**
 * The demonstration union: its municipalities, its layers, and the features of each layer, made anew
 * from fixed seeds. All of it is invented, see README.md.
 */
import { formatCadastralReference } from '@sit/core/cadastre';
import type { Geometry, Position } from '@sit/core/geometry';
import type { FieldValue, Layer } from '@sit/core/layer';
import type { Municipality, Union } from '@sit/core/tenant';
import { standardLayers } from './catalogue/standard.ts';
import { CONSTRAINT_KINDS } from './codelists/constraint-kinds.ts';
import { ALTO_SANGRO } from './codelists/municipalities.ts';
import { zoningClass } from './codelists/zoning-classes.ts';
import type { Rings } from './demo/dissolve.ts';
import { polygonsOf } from './demo/dissolve.ts';
import { constraintDay, parcelDay, planDay } from './demo/legal-days.ts';
import type { XY } from './demo/planar.ts';
import { ringArea } from './demo/planar.ts';
import type { DemoTerritory } from './demo/territory.ts';
import { demoTerritory } from './demo/territory.ts';

export const demoUnion: Union = {
  id: 'alto-sangro',
  name: 'Unione dei Comuni dell’Alto Sangro (dimostrativa)',
  storageCrs: 7792,
  fictitious: true,
  separateReviewer: true,
  secondFactor: 'optional',
};

export const demoMunicipalities: readonly Municipality[] = ALTO_SANGRO.map(
  ({ code, istatCode, name }) => ({
    code,
    istatCode,
    name,
  }),
);

export const demoLayers: readonly Layer[] = standardLayers;

/** A row to be: geometry in EPSG:7792 metres, `[east, north]`, to the millimetre. */
export interface DemoFeature {
  /** Cadastral (Belfiore) code of the municipality that keeps it. */
  municipality: string;
  geometry: Geometry;
  properties: Record<string, FieldValue>;
}

/**
 * Features of one demo layer, always the same and in the same order. The first call makes the whole
 * territory, which takes some seconds; a layer the demo has nothing for gives nothing.
 */
export function* demoFeatures(layerId: string): Generator<DemoFeature> {
  const source = SOURCES[layerId];
  if (source) yield* source(demoTerritory());
}

const SOURCES: Record<string, (territory: DemoTerritory) => Iterable<DemoFeature>> = {
  *municipalities({ municipalities }) {
    for (const { code, rings } of municipalities) {
      const { name, istatCode, population } = ALTO_SANGRO.find((each) => each.code === code)!;
      yield feature(code, area(rings), {
        name,
        istat_code: istatCode,
        cadastral_code: code,
        population,
      });
    }
  },
  *sheets({ sheets }) {
    for (const { municipality, number, scale, rings } of sheets)
      yield feature(municipality, area(rings), { sheet: number, section: null, scale });
  },
  *parcels({ parcels }) {
    for (const { municipality, sheet, number, cell } of parcels)
      yield feature(municipality, area([cell.ring]), {
        sheet,
        number,
        annex: null,
        reference: formatCadastralReference({
          municipality,
          section: null,
          sheet,
          annex: null,
          development: null,
          parcel: number,
        }),
        area_m2: Math.round(ringArea(cell.ring)),
        valid_from: parcelDay(municipality, sheet, number),
        valid_to: null,
      });
  },
  *zoning({ zones }) {
    for (const { municipality, code, rings } of zones) {
      const { zone, name, rules } = zoningClass(code);
      yield feature(municipality, area(rings), {
        zone,
        code,
        name,
        rules,
        legal_status: 'in-force',
        valid_from: planDay(municipality),
        valid_to: null,
      });
    }
  },
  *constraints({ hazards }) {
    for (const { municipality, kind, name, rings } of hazards) {
      const { act, rules } = CONSTRAINT_KINDS.find((each) => each.kind === kind)!;
      yield feature(municipality, area(rings), {
        kind,
        name,
        act,
        rules,
        legal_status: 'in-force',
        valid_from: constraintDay(municipality, kind),
        valid_to: null,
      });
    }
  },
  *roads({ roads }) {
    for (const { municipality, parts, name, class: roadClass } of roads)
      yield feature(
        municipality,
        { type: 'MultiLineString', coordinates: parts },
        { name, class: roadClass },
      );
  },
  *waterways({ waters }) {
    for (const { municipality, parts, name, class: waterClass } of waters)
      yield feature(
        municipality,
        { type: 'MultiLineString', coordinates: parts },
        { name, class: waterClass },
      );
  },
  *buildings({ houses }) {
    for (const { municipality, ring, use, height, floors } of houses)
      yield feature(municipality, area([ring]), { use, height_m: height, floors });
  },
  *addresses({ civicNumbers }) {
    for (const { municipality, street, number, exponent, at } of civicNumbers)
      yield feature(municipality, { type: 'Point', coordinates: at }, { street, number, exponent });
  },
  *places({ places }) {
    for (const { municipality, name, kind, population, at } of places)
      yield feature(municipality, { type: 'Point', coordinates: at }, { name, kind, population });
  },
  *relief({ relief }) {
    for (const { municipality, label, rings } of relief)
      yield feature(municipality, area(rings), { shade: label });
  },
  *landcover({ ground }) {
    for (const { municipality, label, rings } of ground)
      yield feature(municipality, area(rings), { kind: label });
  },
};

function feature(
  municipality: string,
  geometry: Geometry,
  properties: Record<string, FieldValue>,
): DemoFeature {
  return { municipality, geometry, properties };
}

/** A MultiPolygon with closed rings. */
function area(rings: Rings): Geometry {
  const closed = (ring: XY[]): Position[] => [...ring, ring[0]!];
  return {
    type: 'MultiPolygon',
    coordinates: polygonsOf(rings).map((polygon) => polygon.map(closed)),
  };
}
