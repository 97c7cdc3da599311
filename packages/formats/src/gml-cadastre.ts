/**
 * The Agenzia delle Entrate's cadastral GML (download service and WFS): parcels and sheets, references
 * taken apart, streamed. Its EPSG:6706 is written latitude first; features come out longitude first.
 */
import { createReadStream } from 'node:fs';
import type { BBox } from '@sit/core/geometry';
import type { FieldValue } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import { parseCadastralReference } from '@sit/core/cadastre';
import { findCrs, parseCrs } from '@sit/core/crs';
import { SaxesParser } from 'saxes';
import { SourceProblem } from './format.ts';
import type {
  OpenOptions,
  Source,
  SourceCrs,
  SourceFeature,
  SourceField,
  SourceLayer,
} from './format.ts';
import { GmlSurface, parsePositions } from './gml-surface.ts';
import { checkWkb } from './wkb.ts';

const KINDS = ['CadastralParcel', 'CadastralZoning'] as const;
type Kind = (typeof KINDS)[number];

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

/** Characters one element's text may have: a country's outline fits, an attack does not. */
const MAX_TEXT = 32 * 1024 ** 2;
const BATCH_FEATURES = 1_000;

interface Member {
  kind: Kind;
  srsName: string | null;
  surface: GmlSurface;
  texts: Map<string, string>;
  faults: Fault[];
}

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

/** Members of one kind, a list a chunk of the file: the next chunk is read when the caller asks for more. */
async function* membersOf(
  file: { name: string; path: string },
  kind: Kind,
  signal: AbortSignal | undefined,
): AsyncGenerator<Member[]> {
  const parser = new SaxesParser({ fileName: file.name });
  const refuse = (why: string): SourceProblem =>
    new SourceProblem(
      'invalid-file',
      `${file.name}: riga ${parser.line}, colonna ${parser.column}: ${why}.`,
      [
        {
          place: `line ${parser.line}, column ${parser.column}`,
          reason: 'not-well-formed',
          message: why,
        },
      ],
    );
  let problem: SourceProblem | null = null;
  let done: Member[] = [];
  let member: Member | null = null;
  let text = '';
  parser.on('error', (error) => {
    problem ??= refuse(`il file XML non è ben formato (${error.message.replace(/^.*?: /, '')})`);
  });
  parser.on('doctype', () => {
    problem ??= refuse('contiene una dichiarazione DOCTYPE, che non è ammessa');
  });
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    text = '';
    if (!member) {
      if (tag === kind)
        member = { kind, srsName: null, surface: new GmlSurface(), texts: new Map(), faults: [] };
      return;
    }
    const srsName = attributes['srsName'] as string | undefined;
    if (srsName !== undefined && tag !== 'Envelope') member.srsName ??= srsName;
    member.surface.open(tag);
  });
  parser.on('text', (piece) => {
    if (member) text += piece;
    if (text.length > MAX_TEXT) problem ??= refuse('un elemento contiene troppo testo');
  });
  parser.on('closetag', ({ name, attributes }) => {
    const tag = localName(name);
    if (!member) return;
    if (tag === kind) {
      done.push(member);
      member = null;
    } else if (tag === 'posList' || tag === 'pos') {
      const positions = parsePositions(
        text,
        Number(attributes['srsDimension'] ?? 2),
        isNorthFirst(member.srsName),
      );
      if (positions) member.surface.positions(positions);
      else
        member.faults.push({
          place: 'geometry',
          reason: 'not-finite',
          message: 'L’elenco delle coordinate contiene un valore che non è un numero.',
        });
    } else {
      member.surface.close(tag);
      member.texts.set(tag, text);
    }
    text = '';
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = createReadStream(file.path, { ...(signal && { signal }) });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      write(() => parser.write(decode(decoder, chunk, refuse)));
      if (problem) throw problem;
      const members = done;
      done = [];
      if (members.length > 0) yield members;
    }
    write(() => parser.close());
    if (problem) throw problem;
    if (done.length > 0) yield done;
  } finally {
    stream.destroy();
  }

  /** saxes may throw after it has told of an error. */
  function write(step: () => unknown): void {
    try {
      step();
    } catch (error) {
      throw problem ?? error;
    }
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Buffer,
  refuse: (why: string) => SourceProblem,
): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw refuse('il testo non è UTF-8');
  }
}

/** In URN and URI form a CRS has its official axis order; bare `EPSG:n` is east first by custom. */
function isNorthFirst(srsName: string | null): boolean {
  if (srsName === null) return true;
  if (/^EPSG:\d+$/i.test(srsName)) return false;
  const epsg = parseCrs(srsName);
  return epsg !== null && findCrs(epsg)?.axisOrder === 'north-east';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
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
