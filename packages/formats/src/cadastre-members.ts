/** The features of the cadastre's GML, streamed; anything that is not well-formed XML is refused with its place. */
import { createReadStream } from 'node:fs';
import { findCrs, parseCrs } from '@sit/core/crs';
import type { Fault } from '@sit/core/problem';
import { SaxesParser } from 'saxes';
import { findBareAmpersand } from './bare-ampersand.ts';
import { SourceProblem } from './format.ts';
import { GmlSurface, parsePositions } from './gml-surface.ts';

export const KINDS = ['CadastralParcel', 'CadastralZoning'] as const;
export type Kind = (typeof KINDS)[number];

export interface Member {
  kind: Kind;
  /** As written; null where there is none. */
  srsName: string | null;
  surface: GmlSurface;
  /** Text of each child element, by its local name. */
  texts: Map<string, string>;
  faults: Fault[];
}

interface NamedFile {
  name: string;
  path: string;
}

/** Characters one element's text may have: a region's outline fits, an attack does not. */
const MAX_TEXT = 32 * 1024 ** 2;

/** Members of one kind, a list a chunk of the file: the next chunk is read when the caller asks for more. */
export async function* membersOf(
  file: NamedFile,
  kind: Kind,
  signal: AbortSignal | undefined,
): AsyncGenerator<Member[]> {
  const parser = new MemberParser(file, kind);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = createReadStream(file.path, { ...(signal && { signal }) });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let text: string;
      try {
        text = decoder.decode(chunk, { stream: true });
      } catch {
        throw parser.refusal('il testo non è UTF-8');
      }
      const members = parser.write(text);
      if (members.length > 0) yield members;
    }
    yield parser.end();
  } catch (error) {
    throw error instanceof NotWellFormed ? await refusalOf(error, file) : error;
  } finally {
    stream.destroy();
  }
}

class NotWellFormed extends SourceProblem {}

class MemberParser {
  readonly #file: NamedFile;
  readonly #kind: Kind;
  readonly #parser: SaxesParser;
  #problem: SourceProblem | null = null;
  #done: Member[] = [];
  #member: Member | null = null;
  #text = '';

  constructor(file: NamedFile, kind: Kind) {
    this.#file = file;
    this.#kind = kind;
    this.#parser = new SaxesParser({ fileName: file.name });
    this.#parser.on('error', ({ message }) => {
      const words = `il file XML non è ben formato (${message.replace(/^.*?: /, '')})`;
      this.#problem ??= this.refusal(words, NotWellFormed);
    });
    this.#parser.on('doctype', () => {
      this.#problem ??= this.refusal('contiene una dichiarazione DOCTYPE, che non è ammessa');
    });
    this.#parser.on('opentag', ({ name, attributes }) =>
      this.#open(localName(name), attributes['srsName'] as string | undefined),
    );
    this.#parser.on('text', (piece) => this.#add(piece));
    this.#parser.on('cdata', (piece) => this.#add(piece));
    this.#parser.on('closetag', ({ name, attributes }) =>
      this.#close(localName(name), Number(attributes['srsDimension'] ?? 2)),
    );
  }

  /** The members that end in this piece of the file. */
  write(text: string): Member[] {
    return this.#step(() => this.#parser.write(text));
  }

  end(): Member[] {
    return this.#step(() => this.#parser.close());
  }

  refusal(why: string, kind: typeof SourceProblem = SourceProblem): SourceProblem {
    const { line, column } = this.#parser;
    return placedProblem(this.#file.name, line, column, why, kind);
  }

  #step(step: () => unknown): Member[] {
    try {
      step();
    } catch (error) {
      // saxes may stumble after it has told of an error.
      throw this.#problem ?? error;
    }
    if (this.#problem) throw this.#problem;
    const members = this.#done;
    this.#done = [];
    return members;
  }

  #open(tag: string, srsName: string | undefined): void {
    this.#text = '';
    if (this.#member) {
      if (srsName !== undefined && tag !== 'Envelope') this.#member.srsName ??= srsName;
      this.#member.surface.open(tag);
    } else if (tag === this.#kind) {
      this.#member = {
        kind: tag,
        srsName: null,
        surface: new GmlSurface(),
        texts: new Map(),
        faults: [],
      };
    }
  }

  #add(piece: string): void {
    if (this.#member) this.#text += piece;
    if (this.#text.length > MAX_TEXT)
      this.#problem ??= this.refusal('un elemento contiene troppo testo');
  }

  #close(tag: string, dimension: number): void {
    const member = this.#member;
    if (!member) return;
    if (tag === this.#kind) {
      this.#done.push(member);
      this.#member = null;
    } else if (tag === 'posList' || tag === 'pos') {
      const positions = parsePositions(this.#text, dimension, isNorthFirst(member.srsName));
      if (positions) member.surface.positions(positions);
      else
        member.faults.push({
          place: 'geometry',
          reason: 'not-finite',
          message: 'L’elenco delle coordinate contiene un valore che non è un numero.',
        });
    } else {
      member.surface.close(tag);
      member.texts.set(tag, this.#text);
    }
    this.#text = '';
  }
}

/** The parser reads on from a bare `&` to the next `;`, and tells the fault there. */
async function refusalOf(
  problem: NotWellFormed,
  { name, path }: NamedFile,
): Promise<SourceProblem> {
  const bare = await findBareAmpersand(path);
  if (!bare) return problem;
  return placedProblem(
    name,
    bare.line,
    bare.column,
    'il file XML non è ben formato: una «&» non è protetta (si scrive &amp;)',
  );
}

function placedProblem(
  name: string,
  line: number,
  column: number,
  why: string,
  kind: typeof SourceProblem = SourceProblem,
): SourceProblem {
  return new kind('invalid-file', `${name}: riga ${line}, colonna ${column}: ${why}.`, [
    { place: `line ${line}, column ${column}`, reason: 'not-well-formed', message: why },
  ]);
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
