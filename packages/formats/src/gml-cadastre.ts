/**
 * The Agenzia delle Entrate's cadastral GML (download service and WFS): parcels and sheets, references
 * taken apart, streamed. Its EPSG:6706 is written latitude first; features come out longitude first.
 */
import type { BBox } from '@sit/core/geometry';
import type { FieldValue } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { parseCadastralReference } from '@sit/core/cadastre';
import { parseCrs } from '@sit/core/crs';
import { KINDS, membersOf } from './cadastre-members.ts';
import type { Kind, Member } from './cadastre-members.ts';
import type {
  OpenOptions,
  Source,
  SourceCrs,
  SourceFeature,
  SourceField,
  SourceLayer,
} from './format.ts';
import { checkWkb } from './wkb.ts';

const REFERENCE_FIELDS: SourceField[] = [
  { name: 'reference', type: 'text' },
  { name: 'administrative_unit', type: 'text' },
  { name: 'section', type: 'text' },
  { name: 'sheet', type: 'text' },
  { name: 'annex', type: 'text' },
  { name: 'development', type: 'text' },
];
const FIELDS: Record<Kind, SourceField[]> = {
  CadastralParcel: [...REFERENCE_FIELDS, { name: 'number', type: 'text' }],
  CadastralZoning: [
    ...REFERENCE_FIELDS,
    { name: 'label', type: 'text' },
    { name: 'level', type: 'text' },
    { name: 'scale', type: 'integer' },
    { name: 'recorded_on', type: 'date' },
  ],
};

const BATCH_FEATURES = 1_000;

/** Reads all of it once to describe it: a file that is not well-formed is refused here, by line and column. */
export async function openGmlCadastre(
  files: readonly { name: string; path: string }[],
  options: OpenOptions,
): Promise<Source> {
  const layers: SourceLayer[] = [];
  for (const kind of KINDS) {
    const layer = await describe(files, kind, options.signal);
    if (layer) layers.push(layer);
  }
  return {
    description: { format: 'gml-cadastre', encoding: null, layers, notes: [] },
    features: (layerName) => features(files, layerName as Kind, options.signal),
    close: () => Promise.resolve(),
  };
}

async function describe(
  files: readonly { name: string; path: string }[],
  kind: Kind,
  signal: AbortSignal | undefined,
): Promise<SourceLayer | null> {
  let count = 0;
  let extent: BBox | null = null;
  let srsName: string | null = null;
  for (const file of files)
    for await (const members of membersOf(file, kind, signal))
      for (const member of members) {
        count++;
        srsName ??= member.srsName;
        extent = union(extent, checkWkb(member.surface.toWkb()).bbox);
      }
  if (count === 0) return null;
  const crs: SourceCrs = { epsg: srsName ? parseCrs(srsName) : null, wkt: srsName };
  return {
    name: kind,
    geometryType: 'MultiPolygon',
    dimensions: 2,
    crs,
    featureCount: count,
    extent,
    fields: FIELDS[kind],
  };
}

async function* features(
  files: readonly { name: string; path: string }[],
  kind: Kind,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceFeature[]> {
  let row = 0;
  let srsName: string | null = null;
  let batch: SourceFeature[] = [];
  for (const file of files)
    for await (const members of membersOf(file, kind, signal)) {
      for (const member of members) {
        srsName ??= member.srsName;
        batch.push(toFeature(member, ++row, srsName));
      }
      if (batch.length >= BATCH_FEATURES) {
        yield batch;
        batch = [];
      }
    }
  if (batch.length > 0) yield batch;
}

function toFeature(member: Member, row: number, srsName: string | null): SourceFeature {
  const { wkb, bbox, repairs, faults } = checkWkb(member.surface.toWkb());
  const all = [...member.faults, ...faults];
  if (member.srsName !== srsName)
    all.push({
      place: 'geometry',
      reason: 'crs',
      message: `Sistema di riferimento ${member.srsName} diverso da ${srsName}.`,
    });
  const properties = propertiesOf(member, all);
  return {
    row,
    geometry: member.faults.length > 0 ? null : wkb,
    bbox,
    properties,
    repairs,
    faults: all,
  };
}

function propertiesOf({ kind, texts }: Member, faults: Fault[]): Record<string, FieldValue> {
  const text = (name: string): string | null => texts.get(name)?.trim() || null;
  const name =
    kind === 'CadastralParcel' ? 'NATIONALCADASTRALREFERENCE' : 'NATIONALCADASTRALZONINGREFERENCE';
  const referenceText = text(name) ?? text('NATIONALCADASTRALREFERENCE');
  const reference = referenceText === null ? null : parseCadastralReference(referenceText);
  if (!reference)
    faults.push({
      place: `properties/${name}`,
      reason: 'reference',
      message: `«${referenceText ?? ''}» non è un riferimento catastale (come A176_003100.329).`,
    });
  const common = {
    reference: referenceText,
    administrative_unit: text('ADMINISTRATIVEUNIT') ?? reference?.municipality ?? null,
    section: reference?.section ?? null,
    sheet: reference?.sheet ?? null,
    annex: reference?.annex ?? null,
    development: reference?.development ?? null,
  };
  if (kind === 'CadastralParcel') return { ...common, number: reference?.parcel ?? text('LABEL') };
  const scale = Number(text('ORIGINALMAPSCALEDENOMINATOR') ?? Number.NaN);
  return {
    ...common,
    label: text('LABEL'),
    level: text('LEVELNAME') ?? text('LEVEL'),
    scale: Number.isSafeInteger(scale) ? scale : null,
    recorded_on: isoDate(text('BEGINLIFESPANVERSION')),
  };
}

/** From the service's `dd/mm/yyyy`, or ISO. */
function isoDate(text: string | null): string | null {
  if (text === null) return null;
  const italian = /^(\d{2})\/(\d{2})\/(\d{4})/.exec(text);
  if (italian) return `${italian[3]}-${italian[2]}-${italian[1]}`;
  return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
}

function union(a: BBox | null, b: BBox | null): BBox | null {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
