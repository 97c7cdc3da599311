/** The encoding of a Shapefile's attributes: given, declared by .cpg or .dbf, or found out; checked over every cell. */
import { open } from 'node:fs/promises';
import { nonAsciiCells, readDbfHeader } from './dbf.ts';
import type { TextCell } from './dbf.ts';
import { encodingOfLanguageDriver, parseEncoding, strictDecoder } from './encoding.ts';
import type { SourceEncoding } from './format.ts';
import { SourceProblem } from './format.ts';

const FALLBACK = 'CP1252';

export interface EncodingClues {
  /** `--encoding`. */
  given: string | undefined;
  /** Text of the .cpg file. */
  cpg: string | null;
  /** Name for messages. */
  fileName: string;
}

/**
 * Order: what the caller says; the .cpg; the .dbf's language byte, unless the text is plainly UTF-8
 * (several programs leave that byte at its default); else UTF-8 if all of it is, else CP1252.
 * Rejects, naming row, field and the encoding to pass, when the text is not valid in the chosen one.
 */
export async function findDbfEncoding(
  dbfPath: string,
  clues: EncodingClues,
): Promise<{ encoding: SourceEncoding; notes: string[] }> {
  const language = await languageDriver(dbfPath);
  const declared = declaredEncoding(clues, language);
  const notes = declared.notes;
  const candidates = [...new Set([declared.encoding?.name, 'UTF-8', FALLBACK])].filter(
    (name) => name !== undefined,
  );
  const check = await checkCells(dbfPath, candidates);
  const isUtf8 = check.nonAscii > 0 && !check.firstBad.has('UTF-8');
  if (!declared.encoding) {
    const name = check.nonAscii === 0 || isUtf8 ? 'UTF-8' : FALLBACK;
    refuseBad(name, 'guess', check, clues, isUtf8);
    if (check.nonAscii > 0)
      notes.push(`Codifica dei caratteri non dichiarata: letta come ${name}.`);
    return { encoding: { name, from: 'guess' }, notes };
  }
  const { name, from } = declared.encoding;
  if (from === 'dbf' && isUtf8 && name !== 'UTF-8') {
    notes.push(`Il .dbf dichiara ${name}, ma il testo è UTF-8: letto come UTF-8.`);
    return { encoding: { name: 'UTF-8', from: 'guess' }, notes };
  }
  refuseBad(name, from, check, clues, isUtf8);
  if (from === 'cpg' && isUtf8 && name !== 'UTF-8')
    throw new SourceProblem(
      'invalid-file',
      `${clues.fileName}: il file .cpg dichiara ${name}, ma tutto il testo accentato è UTF-8 valido ` +
        `(per esempio alla riga ${check.first!.row}, campo «${fieldName(check.first!)}»). ` +
        'Indichi la codifica: --encoding UTF-8 se il .cpg è sbagliato, --encoding ' +
        `${name} se è giusto.`,
      [cellFault(check.first!, 'encoding', `Il testo è UTF-8, non ${name}.`)],
    );
  return { encoding: { name, from }, notes };
}

function declaredEncoding(
  { given, cpg, fileName }: EncodingClues,
  language: number,
): { encoding: SourceEncoding | null; notes: string[] } {
  if (given !== undefined) {
    const name = parseEncoding(given);
    if (!name)
      throw new SourceProblem(
        'invalid-parameter',
        `La codifica «${given}» non è conosciuta: per esempio UTF-8, CP1252, CP850.`,
      );
    return { encoding: { name, from: 'given' }, notes: [] };
  }
  if (cpg !== null && cpg.trim() !== '') {
    const name = parseEncoding(cpg);
    if (name) return { encoding: { name, from: 'cpg' }, notes: [] };
    const shown = cpg.trim().slice(0, 40);
    throw new SourceProblem(
      'invalid-file',
      `${fileName}: il file .cpg dichiara la codifica «${shown}», che non è conosciuta. La indichi con --encoding.`,
    );
  }
  const name = encodingOfLanguageDriver(language);
  return { encoding: name ? { name, from: 'dbf' } : null, notes: [] };
}

interface CellCheck {
  nonAscii: number;
  first: TextCell | null;
  /** By candidate: the first cell that is not text in it. */
  firstBad: Map<string, TextCell>;
}

async function checkCells(dbfPath: string, candidates: readonly string[]): Promise<CellCheck> {
  const decoders = candidates.map((name) => [name, strictDecoder(name)] as const);
  const check: CellCheck = { nonAscii: 0, first: null, firstBad: new Map() };
  for await (const cell of nonAsciiCells(dbfPath)) {
    check.nonAscii++;
    check.first ??= copyOf(cell);
    for (const [name, decode] of decoders)
      if (!check.firstBad.has(name) && decode(trimEnd(cell.bytes)) === null)
        check.firstBad.set(name, copyOf(cell));
  }
  return check;
}

function refuseBad(
  name: string,
  from: SourceEncoding['from'],
  check: CellCheck,
  { fileName }: EncodingClues,
  isUtf8: boolean,
): void {
  const bad = check.firstBad.get(name);
  if (!bad) return;
  const who = {
    given: `È stata indicata la codifica ${name}`,
    cpg: `Il file .cpg dichiara ${name}`,
    dbf: `Il .dbf dichiara ${name}`,
    guess: `Si è provato con ${name}`,
  }[from];
  const better = isUtf8
    ? 'UTF-8'
    : !check.firstBad.has(FALLBACK) && name !== FALLBACK
      ? FALLBACK
      : null;
  throw new SourceProblem(
    'invalid-file',
    `${fileName}: ${who}, ma alla riga ${bad.row} il campo «${fieldName(bad)}» non è testo in quella codifica. ` +
      `Indichi la codifica giusta${better ? `: con ogni probabilità --encoding ${better}` : ' con --encoding'}.`,
    [cellFault(bad, 'encoding', `Non è testo ${name}.`)],
  );
}

function cellFault(
  cell: TextCell,
  reason: string,
  message: string,
): { place: string; reason: string; message: string } {
  return { place: `row ${cell.row}/${fieldName(cell)}`, reason, message };
}

function fieldName(cell: TextCell): string {
  return Buffer.from(cell.field.name).toString('latin1');
}

/** Without dBase's padding. */
function trimEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--;
  return bytes.subarray(0, end);
}

function copyOf(cell: TextCell): TextCell {
  return { ...cell, bytes: cell.bytes.slice() };
}

async function languageDriver(dbfPath: string): Promise<number> {
  const file = await open(dbfPath);
  try {
    return (await readDbfHeader(file))?.languageDriver ?? 0;
  } finally {
    await file.close();
  }
}
