/** A Shapefile is several files of one name: gathers them under one spelling and checks that they belong together. */
import { open, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDbfHeader } from './dbf.ts';
import { SourceProblem } from './format.ts';

const PARTS = ['shp', 'shx', 'dbf', 'prj', 'cpg'] as const;
type Part = (typeof PARTS)[number];

export interface Shapefile {
  /** As people know it: the .shp's name, in a zip with its folder. */
  name: string;
  /** Of the .shp; the siblings lie beside it, extensions in lower case. */
  path: string;
  /** Null where there is no .dbf: no attributes. */
  dbfPath: string | null;
  /** Text of the .cpg. */
  cpg: string | null;
  notes: string[];
}

export function isShapefilePart(name: string): boolean {
  return (PARTS as readonly string[]).includes(extension(name));
}

/**
 * Groups files (ours: they are moved) by folder and name, whatever the case of their extensions, into
 * `directory`. Rejects with {@link SourceProblem} what is truncated or does not fit together.
 */
export async function gatherShapefiles(
  files: readonly { name: string; path: string }[],
  directory: string,
): Promise<Shapefile[]> {
  const groups = new Map<
    string,
    { stem: string; parts: Map<Part, { name: string; path: string }> }
  >();
  for (const file of files.filter(({ name }) => isShapefilePart(name))) {
    const stem = file.name.slice(0, -4);
    const group = groups.get(stem.toLowerCase()) ?? { stem, parts: new Map() };
    group.parts.set(extension(file.name) as Part, file);
    groups.set(stem.toLowerCase(), group);
  }
  const shapefiles: Shapefile[] = [];
  for (const [index, { stem, parts }] of [...groups.values()].entries()) {
    const shp = parts.get('shp');
    if (!shp) continue;
    const home = join(directory, `shapefile-${index}`);
    await mkdir(home);
    const base = basename(stem.replaceAll('\\', '/'));
    for (const [part, file] of parts) await rename(file.path, join(home, `${base}.${part}`));
    const pathOf = (part: Part): string | null =>
      parts.has(part) ? join(home, `${base}.${part}`) : null;
    shapefiles.push({
      name: shp.name,
      path: pathOf('shp')!,
      dbfPath: pathOf('dbf'),
      cpg: parts.has('cpg') ? await readFile(pathOf('cpg')!, 'latin1') : null,
      notes: await checkTogether(shp.name, pathOf('shp')!, pathOf('shx'), pathOf('dbf')),
    });
  }
  return shapefiles;
}

/** Lengths and record counts as the headers declare them (ESRI Shapefile Technical Description, 1998). */
async function checkTogether(
  name: string,
  shpPath: string,
  shxPath: string | null,
  dbfPath: string | null,
): Promise<string[]> {
  const notes: string[] = [];
  await checkDeclaredLength(name, shpPath);
  if (shxPath) await checkDeclaredLength(name.replace(/shp$/i, 'shx'), shxPath);
  else notes.push(`${name}: manca il file .shx, ricostruito dal .shp.`);
  if (!dbfPath) {
    notes.push(`${name}: manca il file .dbf, gli elementi sono senza attributi.`);
    return notes;
  }
  const records = await checkDbf(name.replace(/shp$/i, 'dbf'), dbfPath);
  const shapes = shxPath ? ((await stat(shxPath)).size - 100) / 8 : null;
  if (shapes !== null && shapes !== records)
    throw new SourceProblem(
      'invalid-file',
      `${name}: ${shapes} geometrie nel .shp ma ${records} righe nel .dbf: i file non vanno insieme o uno è incompleto.`,
    );
  return notes;
}

async function checkDeclaredLength(name: string, path: string): Promise<void> {
  const head = Buffer.alloc(100);
  const file = await open(path);
  try {
    const { bytesRead } = await file.read(head, 0, 100, 0);
    if (bytesRead < 100 || head.readInt32BE(0) !== 9994)
      throw new SourceProblem('invalid-file', `${name}: non è un file Shapefile.`);
    const declared = head.readInt32BE(24) * 2;
    const { size } = await file.stat();
    if (size < declared)
      throw new SourceProblem(
        'invalid-file',
        `${name}: il file è troncato: dichiara ${declared} byte e ne ha ${size}.`,
      );
  } finally {
    await file.close();
  }
}

async function checkDbf(name: string, path: string): Promise<number> {
  const file = await open(path);
  try {
    const header = await readDbfHeader(file);
    if (!header) throw new SourceProblem('invalid-file', `${name}: non è un file dBase.`);
    const declared = header.headerLength + header.recordCount * header.recordLength;
    const { size } = await file.stat();
    if (size < declared)
      throw new SourceProblem(
        'invalid-file',
        `${name}: il file è troncato: dichiara ${header.recordCount} righe e ne contiene ` +
          `${Math.max(0, Math.floor((size - header.headerLength) / header.recordLength))}.`,
      );
    return header.recordCount;
  } finally {
    await file.close();
  }
}

function extension(name: string): string {
  return /\.([a-z]{3})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}
