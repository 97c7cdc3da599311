/** What a file is, by what it contains: names lie. */
import { open } from 'node:fs/promises';
import { SourceProblem } from './format.ts';
import type { SourceFormat } from './format.ts';

const HEAD_BYTES = 64 * 1024;

/** Formats people do send and that are recognised in order to say so. */
const REFUSED: readonly [RegExp, string][] = [
  [/^AC10\d\d/, 'un disegno DWG: lo esporti in Shapefile o GeoPackage'],
  [/^PAR1/, 'un file Parquet'],
  [/^%PDF/, 'un PDF'],
  [/^fgb/, 'un FlatGeobuf: lo esporti in GeoPackage'],
  [/^\s*0\s+SECTION/, 'un disegno DXF: lo esporti in Shapefile o GeoPackage'],
];

/** Rejects with `unsupported-format` for everything that no reader takes. */
export async function sniff({
  name,
  path,
}: {
  name: string;
  path: string;
}): Promise<SourceFormat | 'zip'> {
  const head = await readHead(path);
  if (head.length === 0) throw new SourceProblem('invalid-file', `${name}: il file è vuoto.`);
  if (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506) return 'zip';
  if (head.length >= 4 && head.readInt32BE(0) === 9994) return 'shapefile';
  if (head.toString('latin1', 0, 15) === 'SQLite format 3') return 'geopackage';
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (/^\s*[{[]/.test(text)) return 'geojson';
  if (/^\s*</.test(text)) return sniffXml(name, text);
  const known = REFUSED.find(([pattern]) => pattern.test(head.toString('latin1', 0, 64)));
  throw new SourceProblem(
    'unsupported-format',
    `${name}: ${known ? `è ${known[1]}` : 'formato non riconosciuto'}. Si importano Shapefile (anche in zip), GeoPackage, GeoJSON e GML.`,
  );
}

function sniffXml(name: string, text: string): SourceFormat {
  // A document type may declare entities that expand without end; geodata never needs one.
  if (/<!DOCTYPE/i.test(text))
    throw new SourceProblem(
      'invalid-file',
      `${name}: il file XML contiene una dichiarazione DOCTYPE, che non è ammessa.`,
    );
  if (/<[\w.-]+:?Cadastral(Parcel|Zoning)[\s>]/.test(text)) return 'gml-cadastre';
  if (/opengis\.net\/gml/.test(text)) {
    // GDAL's parser is not told to refuse a document type: none may stand beyond what was looked at here.
    if (!/^<[\p{L}_]/u.test(afterProlog(text)))
      throw new SourceProblem(
        'invalid-file',
        `${name}: nei primi ${HEAD_BYTES / 1024} KiB ci sono solo commenti, non l’inizio del GML.`,
      );
    return 'gml';
  }
  throw new SourceProblem(
    'unsupported-format',
    `${name}: è un file XML o HTML, ma non GML. Si importano Shapefile (anche in zip), GeoPackage, GeoJSON e GML.`,
  );
}

/** What follows the declaration, instructions and comments; empty where one of them does not end (XML 1.0 §2.8). */
function afterProlog(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : null;
    if (end === null) return rest;
    const at = rest.indexOf(end, 2);
    rest = at < 0 ? '' : rest.slice(at + end.length).trimStart();
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return bytesRead < 4
      ? Buffer.concat([head.subarray(0, bytesRead), Buffer.alloc(bytesRead && 4)])
      : head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
