/** One source feature made ready for staging, or the reasons why it cannot be. Pure. */
import type { SourceFeature } from '@sit/formats/format';
import type { FieldValue, Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { validateProperties } from '@sit/core/validate';
import { convertValue } from './import-plan.ts';
import type { FieldMapping } from './import-plan.ts';
import type { InvalidPolicy } from './import.ts';
import type { SourceArea } from './transformation.ts';

export interface StagedRow {
  row: number;
  municipality: string;
  /** ISO WKB in the source's CRS. */
  geometry: Uint8Array;
  properties: Record<string, FieldValue>;
}

export interface RowRules {
  layer: Pick<Layer, 'fields'>;
  mappings: readonly FieldMapping[];
  municipalityOf(feature: SourceFeature): string | null;
  /** Name of the source's municipality field, for messages. */
  municipalityField: string | undefined;
  crs: { epsg: number; unit: SourceArea['unit'] };
  invalid: InvalidPolicy;
}

export type CheckedRow =
  { staged: StagedRow; repairs: Fault[] } | { staged: null; faults: Fault[] };

/** Faults of the geometry itself: what `repair` leaves out rather than refusing the file for. */
const UNUSABLE_GEOMETRY = new Set([
  'missing-geometry',
  'empty-geometry',
  'too-few-points',
  'geometry-type',
  'collapsed',
  'too-complex',
]);

export function isUnusableGeometry(fault: Fault): boolean {
  return UNUSABLE_GEOMETRY.has(fault.reason);
}

export function checkRow(feature: SourceFeature, rules: RowRules): CheckedRow {
  const faults = [...feature.faults];
  if (rules.invalid !== 'repair') faults.push(...feature.repairs);
  const range = rangeFault(feature, rules.crs);
  if (range) faults.push(range);
  const properties: Record<string, FieldValue> = {};
  for (const { source, field } of rules.mappings)
    properties[field.name] = convertValue(feature.properties[source] ?? null, field);
  for (const field of rules.layer.fields)
    if ((properties[field.name] ?? null) === null && field.default !== undefined)
      properties[field.name] = field.default;
  const named = new Map(
    rules.mappings.map(({ source, field }) => [`properties/${field.name}`, source]),
  );
  for (const fault of validateProperties(rules.layer, properties, { partial: false }))
    faults.push({
      ...fault,
      place: `properties/${named.get(fault.place) ?? fault.place.slice('properties/'.length)}`,
    });
  const municipality = rules.municipalityOf(feature);
  if (municipality === null) faults.push(municipalityFault(feature, rules.municipalityField));
  const placed = (fault: Fault): Fault => ({
    ...fault,
    place: `row ${feature.row}/${fault.place}`,
  });
  if (faults.length > 0 || feature.geometry === null || municipality === null)
    return { staged: null, faults: faults.map(placed) };
  return {
    staged: { row: feature.row, municipality, geometry: feature.geometry, properties },
    repairs: feature.repairs.map(placed),
  };
}

/** Degrees beyond the globe are metres under a wrong name; the rest the database judges by its place on Earth. */
function rangeFault({ bbox }: SourceFeature, { epsg, unit }: RowRules['crs']): Fault | null {
  if (!bbox || unit !== 'degree') return null;
  const [west, south, east, north] = bbox;
  if (west >= -180 && east <= 180 && south >= -90 && north <= 90) return null;
  const far = west < -180 || south < -90 ? [west, south] : [east, north];
  return {
    place: 'geometry',
    reason: 'out-of-range',
    message: `La coordinata ${far.join(' ')} è fuori dai gradi di EPSG:${epsg}: sembra in metri, di un altro sistema di riferimento.`,
  };
}

function municipalityFault(feature: SourceFeature, field: string | undefined): Fault {
  const value = field === undefined ? undefined : feature.properties[field];
  return {
    place: `properties/${field ?? 'municipality'}`,
    reason: 'unknown-municipality',
    message: `«${value ?? ''}» non è il codice di un comune dell’unione.`,
  };
}
