/** Civic numbers along the streets: odd on the left, even on the right, counted from the street's start. */
import type { House } from './houses.ts';
import type { XY } from './planar.ts';
import { alongLine } from './planar.ts';
import type { Random } from './random.ts';
import { random } from './random.ts';
import type { StreetName } from './streets.ts';

export interface CivicNumber {
  municipality: string;
  street: string;
  number: number;
  exponent: string | null;
  at: XY;
}

interface Door {
  at: XY;
  along: number;
  side: number;
  /** The piece of road, for streets made of several. */
  piece: number;
}

export function civicNumbers(
  houses: readonly (House & { municipality: string })[],
  nameOf: StreetName,
): CivicNumber[] {
  const streets = new Map<
    string,
    { municipality: string; street: string; doors: Door[]; pieces: Map<object, number> }
  >();
  for (const { entrance, municipality } of houses) {
    if (!entrance) continue;
    const street = entrance.way.kind === 'track' ? 'Contrada' : nameOf(entrance.way, municipality);
    const key = `${municipality} ${street}`;
    let known = streets.get(key);
    if (!known) streets.set(key, (known = { municipality, street, doors: [], pieces: new Map() }));
    const piece = known.pieces.get(entrance.way) ?? known.pieces.size;
    known.pieces.set(entrance.way, piece);
    known.doors.push({ at: entrance.at, piece, ...alongLine(entrance.at, entrance.way.line) });
  }
  return [...streets.values()].flatMap(({ municipality, street, doors }) => {
    const rng = random(`numbers ${municipality} ${street}`);
    const ordered = doors.toSorted((a, b) => a.piece - b.piece || a.along - b.along);
    return [1, -1].flatMap((side) =>
      numbered(
        ordered.filter((door) => door.side === side),
        side === 1 ? 1 : 2,
        rng,
      ).map((number) => ({ municipality, street, ...number })),
    );
  });
}

/** Every second number, a few of them skipped, and now and then a letter on the number before. */
function numbered(
  doors: readonly Door[],
  first: number,
  rng: Random,
): Pick<CivicNumber, 'number' | 'exponent' | 'at'>[] {
  let number = first - 2;
  let letters = 0;
  return doors.map(({ at }) => {
    if (number > 0 && letters < 3 && rng() < 0.05)
      return { number, exponent: 'ABC'[letters++]!, at };
    letters = 0;
    number += rng() < 0.08 ? 4 : 2;
    if (number < first) number = first;
    return { number, exponent: null, at };
  });
}
