/** Any file in: recognised by its contents, unpacked, checked, handed to its reader. */
import {
  chmod,
  copyFile,
  constants,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rm,
  stat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import { findDbfEncoding } from './dbf-encoding.ts';
import { readDbfHeader } from './dbf.ts';
import { strictDecoder } from './encoding.ts';
import { DEFAULT_LIMITS, SourceProblem } from './format.ts';
import type { OpenOptions, Source, SourceEncoding, SourceFormat } from './format.ts';
import { openGdal } from './gdal.ts';
import type { GdalFile } from './gdal-messages.ts';
import { openGmlCadastre } from './gml-cadastre.ts';
import { gatherShapefiles, isShapefilePart } from './shapefile.ts';
import type { Shapefile } from './shapefile.ts';
import { sniff } from './sniff.ts';
import { unzip } from './zip.ts';

interface NamedFile {
  name: string;
  path: string;
}

/**
 * Opens the file at `path` (an upload's `name` may differ). The file and its siblings are copied first
 * and never written to. Rejects with {@link SourceProblem}, leaving nothing behind.
 */
export async function openSource(
  { path, name = basename(path) }: { path: string; name?: string },
  options: OpenOptions = {},
): Promise<Source> {
  const directory = await mkdtemp(join(options.temporaryDirectory ?? tmpdir(), 'sit-source-'));
  const clean = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const source = await openIn(directory, { path, name }, options);
    return { ...source, close: () => source.close().finally(clean) };
  } catch (error) {
    await clean();
    throw error;
  }
}

async function openIn(directory: string, file: NamedFile, options: OpenOptions): Promise<Source> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const kind = await sniff(file);
  const unpacked = join(directory, 'files');
  await mkdir(unpacked);
  const files =
    kind === 'zip'
      ? await unzip(file, unpacked, limits, isGeodata, options.signal)
      : await copySiblings(file, kind, unpacked, limits.unpackedBytes);
  if (files.length === 0)
    throw new SourceProblem(
      'invalid-file',
      `${file.name}: lo zip non contiene né Shapefile (.shp) né GeoPackage, GeoJSON o GML.`,
    );
  const byFormat = await groupByFormat(files);
  if (byFormat.size > 1)
    throw new SourceProblem(
      'invalid-file',
      `${file.name}: lo zip contiene formati diversi (${files.map((each) => each.name).join(', ')}): ne mandi uno alla volta.`,
    );
  const [format, members] = [...byFormat][0]!;
  if (format === 'shapefile') return openShapefiles(directory, file, files, options);
  if (format === 'gml-cadastre') return openGmlCadastre(members, options);
  const gdalFiles = members.map((member): GdalFile => ({
    ...member,
    format,
    encoding: 'UTF-8',
    fieldNames: null,
  }));
  const notes = options.encoding
    ? [`La codifica ${options.encoding} non è stata usata: ${format} è sempre UTF-8.`]
    : [];
  return openGdal({ files: gdalFiles, format, encoding: null, notes, directory }, options);
}

async function openShapefiles(
  directory: string,
  file: NamedFile,
  files: readonly NamedFile[],
  options: OpenOptions,
): Promise<Source> {
  const shapefiles = await gatherShapefiles(files, directory);
  if (shapefiles.length === 0)
    throw new SourceProblem(
      'invalid-file',
      `${file.name}: manca il file .shp, che contiene le geometrie (ci sono ${files.map((each) => each.name).join(', ')}).`,
    );
  const notes = shapefiles.flatMap((shapefile) => shapefile.notes);
  const gdalFiles: GdalFile[] = [];
  let encoding: SourceEncoding | null = null;
  for (const shapefile of shapefiles) {
    const found = await encodingOf(shapefile, options.encoding);
    encoding ??= found.encoding;
    notes.push(...found.notes);
    gdalFiles.push({
      name: shapefile.name,
      path: shapefile.path,
      format: 'shapefile',
      encoding: found.encoding?.name ?? 'UTF-8',
      fieldNames: found.fieldNames,
    });
  }
  return openGdal({ files: gdalFiles, format: 'shapefile', encoding, notes, directory }, options);
}

async function encodingOf(
  { name, dbfPath, cpg }: Shapefile,
  given: string | undefined,
): Promise<{ encoding: SourceEncoding | null; notes: string[]; fieldNames: string[] | null }> {
  if (!dbfPath) return { encoding: null, notes: [], fieldNames: null };
  const found = await findDbfEncoding(dbfPath, { given, cpg, fileName: name });
  const decode = strictDecoder(found.encoding.name);
  const handle = await open(dbfPath);
  try {
    const fields = (await readDbfHeader(handle))?.fields ?? [];
    const names = fields.map(
      (field) => decode(field.name) ?? Buffer.from(field.name).toString('latin1'),
    );
    return { ...found, fieldNames: names.map((field) => field.trim()) };
  } finally {
    await handle.close();
  }
}

/** A private copy of the file, of a Shapefile's siblings too: opening may write beside it. */
async function copySiblings(
  file: NamedFile,
  format: SourceFormat,
  directory: string,
  maxBytes: number,
): Promise<NamedFile[]> {
  const folder = dirname(file.path);
  const stem = parse(file.path).name.toLowerCase();
  const siblings =
    format === 'shapefile'
      ? (await readdir(folder)).filter(
          (each) => isShapefilePart(each) && parse(each).name.toLowerCase() === stem,
        )
      : [];
  const names = [...new Set([basename(file.path), ...siblings])];
  const copies: NamedFile[] = [];
  let total = 0;
  for (const each of names) {
    total += (await stat(join(folder, each))).size;
    if (total > maxBytes)
      throw new SourceProblem(
        'too-large',
        `${file.name}: oltre ${Math.round(maxBytes / 1024 ** 2)} MiB.`,
      );
    // GDAL recognises some formats by the name too.
    const name = each === basename(file.path) ? file.name : each;
    const path = join(
      directory,
      `${parse(basename(name)).name}${extensionOf(format, basename(name))}`,
    );
    await copyFile(join(folder, each), path, constants.COPYFILE_FICLONE);
    // GDAL opens an index for writing even when it only reads it, and a copy keeps the source's mode.
    await chmod(path, 0o600);
    copies.push({ name, path });
  }
  return copies;
}

function extensionOf(format: SourceFormat, name: string): string {
  const extensions: Record<SourceFormat, string> = {
    shapefile: parse(name).ext,
    geopackage: '.gpkg',
    geojson: '.geojson',
    gml: '.gml',
    'gml-cadastre': '.gml',
  };
  return extensions[format];
}

async function groupByFormat(files: readonly NamedFile[]): Promise<Map<SourceFormat, NamedFile[]>> {
  const groups = new Map<SourceFormat, NamedFile[]>();
  for (const file of files) {
    const format = isShapefilePart(file.name) ? 'shapefile' : await sniff(file);
    if (format === 'zip')
      throw new SourceProblem('invalid-file', `${file.name}: uno zip dentro lo zip non si apre.`);
    groups.set(format, [...(groups.get(format) ?? []), file]);
  }
  return groups;
}

function isGeodata(name: string): boolean {
  return isShapefilePart(name) || /\.(gpkg|geojson|json|gml)$/i.test(name);
}
