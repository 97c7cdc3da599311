/** `sit import`: a file into a layer, on the server itself. */
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCrs } from '@sit/core/crs';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { privateDirectory } from '../db/private-directory.ts';
import { Problem } from '../http/problem.ts';
import { placeInWords } from '../imports/import-faults.ts';
import { INVALID_POLICIES } from '../imports/import.ts';
import type { ImportReport, ImportRequest, InvalidPolicy } from '../imports/import.ts';
import { registerImport, runImport as importFile } from '../imports/import.service.ts';
import { describeFile } from '../imports/upload.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit import FILE --layer ID (--municipality CODICE | --municipality-field CAMPO) [--create]
    [--crs EPSG:n] [--encoding NOME] [--invalid repair|reject|skip] [--source-layer NOME]
    [--readable-by public|offices]
FILE è uno Shapefile (.shp con i suoi file, o uno zip), un GeoPackage, un GeoJSON o un GML.
--create crea il livello dai campi del file. --invalid dice che cosa fare delle geometrie non valide:
ripararle (repair, se non si dice altro), rifiutare il file (reject) o lasciarle fuori (skip).`;

export interface ImportTerminal {
  print(line: string): void;
  /** Rewrites the last line; absent where lines cannot be rewritten. */
  progress?: ((line: string) => void) | undefined;
}

/** 0 done, 1 refused, 2 not understood. */
export async function runImport(argv: string[], config: Config): Promise<number> {
  const terminal: ImportTerminal = {
    print: (line) => console.log(line),
    ...(process.stderr.isTTY && {
      progress: (line: string) => process.stderr.write(`\r\x1b[K${line}`),
    }),
  };
  const parsed = parseImportArguments(argv);
  if (typeof parsed === 'string') {
    terminal.print(`${parsed}\n${USAGE}`);
    return 2;
  }
  return withDatabase(config, (db) => importCommand(parsed, db, config, terminal));
}

export async function importCommand(
  request: ImportRequest,
  db: Database,
  config: Pick<Config, 'home'>,
  terminal: ImportTerminal,
): Promise<number> {
  const isFile = await stat(request.path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) {
    terminal.print(`sit import: ${request.path} non c’è, o non è un file.`);
    return 1;
  }
  const temporaryDirectory = join(config.home, 'uploads');
  await privateDirectory(temporaryDirectory);
  const actor = { personId: null, name: 'sit import', actor: operator() };
  const log = (line: Record<string, unknown>): void => terminal.print(JSON.stringify(line));
  try {
    const file = await describeFile(request.path);
    const id = await recordingRefusals(db.kysely, ['import', '', request.layer], () =>
      registerImport({ db }, actor, request, file),
    );
    const onProgress = (read: number, total: number | null): void =>
      terminal.progress?.(`${read}${total === null ? '' : ` di ${total}`} elementi letti…`);
    const deps = { db, temporaryDirectory, log };
    const report = await importFile(deps, actor, id, request, { onProgress });
    terminal.progress?.('');
    for (const line of reportLines(report)) terminal.print(line);
    return 0;
  } catch (error) {
    terminal.progress?.('');
    if (!(error instanceof Problem)) throw error;
    terminal.print(`sit import: ${error.refusal.detail}`);
    const others = (error.refusal.faults ?? []).slice(1, 1 + SHOWN_FAULTS);
    for (const fault of others) terminal.print(`  ${placeInWords(fault)}: ${fault.message}`);
    return 1;
  }
}

const SHOWN_FAULTS = 10;

/** What was asked, or why it cannot be understood. */
export function parseImportArguments(argv: string[]): ImportRequest | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        layer: { type: 'string' },
        municipality: { type: 'string' },
        'municipality-field': { type: 'string' },
        create: { type: 'boolean', default: false },
        crs: { type: 'string' },
        encoding: { type: 'string' },
        invalid: { type: 'string', default: 'repair' },
        'source-layer': { type: 'string' },
        'readable-by': { type: 'string', default: 'public' },
      },
    });
  } catch (error) {
    return (error as Error).message;
  }
  const { values, positionals } = parsed;
  const [file, ...rest] = positionals;
  if (file === undefined) return 'Manca FILE.';
  if (rest.length > 0) return `Di troppo: ${rest.join(' ')}`;
  if (values.layer === undefined) return 'Manca --layer.';
  const crs = values.crs === undefined ? undefined : parseCrs(values.crs);
  if (crs === null) return `--crs: «${values.crs}» non è un codice come EPSG:3004.`;
  const invalid = INVALID_POLICIES.find(
    (policy): policy is InvalidPolicy => policy === values.invalid,
  );
  if (!invalid) return `--invalid: «${values.invalid}» non è fra ${INVALID_POLICIES.join(', ')}.`;
  const readableBy = values['readable-by'];
  if (readableBy !== 'public' && readableBy !== 'offices')
    return `--readable-by: «${readableBy}» non è fra public, offices.`;
  return {
    path: resolve(file),
    fileName: basename(file),
    layer: values.layer,
    create: values.create,
    municipality: values.municipality,
    municipalityField: values['municipality-field'],
    crs,
    encoding: values.encoding,
    invalid,
    sourceLayer: values['source-layer'],
    readableBy,
  };
}

/** The report for people. */
export function reportLines({
  file,
  crs,
  counts,
  layer,
  createsLayer,
  extent,
  notes,
  repaired,
  rejected,
}: ImportReport): string[] {
  const transformed =
    crs.transformation === 'none'
      ? 'senza trasformazione di datum'
      : `trasformazione ${crs.transformation}, accuratezza ${crs.accuracyMeters} m`;
  return [
    `Importati ${counts.imported} elementi di ${counts.read} nel livello «${layer}»${createsLayer ? ', creato ora' : ''}.`,
    `  file        ${file.name} (${file.format}${file.encoding ? `, ${file.encoding}` : ''}), sha256 ${file.sha256}`,
    `  coordinate  EPSG:${crs.used}, ${transformed}`,
    ...(extent
      ? [`  estensione  ${extent.map((value) => value.toFixed(5)).join(' ')} (WGS 84)`]
      : []),
    `  riparati    ${counts.repaired}`,
    ...repaired
      .slice(0, SHOWN_FAULTS)
      .map((fault) => `    ${placeInWords(fault)}: ${fault.message}`),
    `  esclusi     ${counts.rejected}`,
    ...rejected
      .slice(0, SHOWN_FAULTS)
      .map((fault) => `    ${placeInWords(fault)}: ${fault.message}`),
    ...notes.map((note) => `  nota: ${note}`),
  ];
}
