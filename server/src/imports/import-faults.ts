/** Faults found in a file's rows: which of them the caller's policy forgives, and how they are told. */
import type { Fault, ProblemCode } from '@sit/core/problem';
import type { Problem } from '../http/problem.ts';
import { refuse } from '../http/problem.ts';
import { isUnusableGeometry } from './import-row.ts';
import { LISTED_FAULTS } from './import.ts';
import type { InvalidPolicy } from './import.ts';
import type { JudgedRow } from './staging.repository.ts';

/** Counts every row, lists the first. */
export class RowFaults {
  repairedCount = 0;
  rejectedCount = 0;
  readonly repaired: Fault[] = [];
  readonly rejected: Fault[] = [];
  /** What the policy does not forgive. */
  readonly fatal: Fault[] = [];
  fatalCount = 0;
  readonly #policy: InvalidPolicy;

  constructor(policy: InvalidPolicy) {
    this.#policy = policy;
  }

  repair(faults: readonly Fault[]): void {
    this.repairedCount++;
    list(this.repaired, faults);
  }

  /** A row that stays out, or for which the whole file is refused. */
  reject(faults: readonly Fault[]): void {
    this.rejectedCount++;
    list(this.rejected, faults);
    const unforgiven = faults.filter((fault) => !this.#forgives(fault));
    if (unforgiven.length === 0) return;
    this.fatalCount++;
    list(this.fatal, unforgiven);
  }

  /** Refuses the file when a row is at fault beyond what the policy forgives. */
  refuseFatal(fileName: string, read: number): void {
    if (this.fatalCount > 0) throw fatalProblem(this, fileName, read, this.#policy);
  }

  #forgives(fault: Fault): boolean {
    return this.#policy === 'skip' || (this.#policy === 'repair' && isUnusableGeometry(fault));
  }
}

/** A row at fault as the database judged it. */
export function judgedFault(
  { row, reason, position, leftOut }: JudgedRow,
  policy: InvalidPolicy,
): Fault {
  const known = GEOMETRY_FAULTS[reason];
  const words = known ?? `Geometria non valida: ${INVALIDITY[reason] ?? reason}`;
  // GEOS could mend nothing of it: no longer a fault of the file's form but of this one row.
  const collapsed = !known && leftOut && policy === 'repair';
  return {
    place: `row ${row}/geometry`,
    reason: known ? reason : collapsed ? 'collapsed' : slug(reason),
    message: `${words}${collapsed ? '; riparandola non ne resta nulla' : ''}.`,
    ...(position ? { position } : {}),
  };
}

const GEOMETRY_FAULTS: Record<string, string> = {
  'out-of-area':
    'Le coordinate cadono fuori dall’area del sistema di riferimento dichiarato (sistema sbagliato, o assi scambiati)',
  'geometry-type': 'La geometria non è del tipo del livello',
  'empty-geometry': 'La geometria è vuota',
  'too-complex': 'La geometria si incrocia troppe volte per essere riparata',
  transform: 'Le coordinate non sono trasformabili: fuori dal sistema di riferimento dichiarato',
};

/** GEOS's reasons (IsValidOp), in Italian. */
const INVALIDITY: Record<string, string> = {
  'Self-intersection': 'si interseca da sola',
  'Ring Self-intersection': 'un anello tocca sé stesso',
  'Hole lies outside shell': 'un buco sta fuori dal contorno',
  'Holes are nested': 'un buco sta dentro un altro',
  'Nested shells': 'una parte sta dentro un’altra',
  'Interior is disconnected': 'l’interno è diviso da buchi che si toccano',
  'Duplicate Rings': 'due anelli coincidono',
  'Too few points in geometry component': 'ha troppo pochi punti distinti',
  'Invalid Coordinate': 'una coordinata non è un numero',
};

/** `row 17/properties/ZONA` as people say it. */
export function placeInWords({ place }: Fault): string {
  return place
    .replace(/^row (\d+)\//, 'riga $1, ')
    .replace(/properties\/(.*)$/, 'campo «$1»')
    .replace(/geometry$/, 'geometria');
}

function slug(reason: string): string {
  return reason.toLowerCase().replace(/[^a-z]+/g, '-');
}

function fatalProblem(
  faults: RowFaults,
  fileName: string,
  read: number,
  policy: InvalidPolicy,
): Problem {
  const { fatal, fatalCount } = faults;
  const places = new Set(fatal.map(({ reason }) => reason));
  const code: ProblemCode = 'invalid-file';
  const advice =
    policy === 'skip'
      ? ''
      : ' Con --invalid skip le righe in difetto restano fuori e il resto si importa.';
  const everywhere =
    fatalCount === read && places.has('out-of-area')
      ? ' Tutte le righe ne sono affette: con ogni probabilità il sistema di riferimento dichiarato non è quello vero.'
      : '';
  return refuse(
    code,
    `${fileName}: ${fatalCount} ${fatalCount === 1 ? 'riga su' : 'righe su'} ${read} non si possono importare; ` +
      `${placeInWords(fatal[0]!)}: ${fatal[0]!.message}${everywhere}${advice} Nulla è stato importato.`,
    { faults: fatal },
  );
}

function list(into: Fault[], faults: readonly Fault[]): void {
  into.push(...faults.slice(0, Math.max(0, LISTED_FAULTS - into.length)));
}
