/** `sit audit`: reads the record of who did or tried what, and verifies that nobody changed it. */
import { parseArgs } from 'node:util';
import { AUDIT_EVENTS } from '@sit/core/audit';
import type { AuditEntry } from '@sit/core/api-audit';
import { isUuid } from '@sit/core/uuid';
import type { Kysely } from 'kysely';
import { listEntries, record, verifyRecord } from '../audit/audit.service.ts';
import type { ChainHead } from '../audit/audit-chain.ts';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { parsePreciseInstant } from '../http/query.ts';
import { operator } from './operator.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit audit verify [--head NUMERO:IMPRONTA]
  sit audit list [--event EVENTO] [--person ID] [--text TESTO] [--municipality CODICE]
                 [--from ISTANTE] [--to ISTANTE] [--before NUMERO] [--limit NUMERO]`;

const HEAD = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i;
const NUMBER = /^[1-9]\d{0,14}$/;
const LISTED = '50';
const REASONS = {
  changed: 'non è come fu scritta',
  missing: 'manca',
  'out-of-order': 'sta dove non può stare',
  'cut-off': 'e le successive, fino a quella annotata, mancano',
};

const OPTIONS = {
  head: { type: 'string' },
  event: { type: 'string' },
  person: { type: 'string' },
  text: { type: 'string' },
  municipality: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  before: { type: 'string' },
  limit: { type: 'string', default: LISTED },
} as const;

/** 0 done and sound, 1 a fault in the record, 2 not understood. Rejects with a Problem for what is no instant. */
export async function runAudit(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => auditCommand(argv, db.kysely, (line) => console.log(line)));
}

export async function auditCommand(
  argv: string[],
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  const notUnderstood = (why: string): number => {
    print(`${why}\n${USAGE}`);
    return 2;
  };
  let parsed;
  try {
    parsed = parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return notUnderstood((error as Error).message);
  }
  const [action, ...rest] = parsed.positionals;
  if (rest.length > 0) return notUnderstood(`Di troppo: ${rest.join(' ')}`);
  if (action === 'list') return list(parsed.values, db, print, notUnderstood);
  if (action !== 'verify') return notUnderstood(`Azione sconosciuta: ${action ?? '(nessuna)'}`);
  const noted = parseHead(parsed.values.head);
  if (noted === undefined) return notUnderstood('--head: occorre NUMERO:IMPRONTA.');
  return verify(noted, db, print);
}

async function verify(
  noted: ChainHead | null,
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  const { entries, head, fault } = await verifyRecord(db, noted);
  print(`Voci integre: ${entries}`);
  if (head) print(`Ultima: ${head.seq}:${head.hash}`);
  if (!fault) return 0;
  print(`ATTENZIONE: la voce ${fault.seq} ${REASONS[fault.reason]}.`);
  return 1;
}

/** Null when not given, undefined when it is none. */
function parseHead(text: string | undefined): ChainHead | null | undefined {
  if (text === undefined) return null;
  const [, seq, hash] = HEAD.exec(text) ?? [];
  return seq && hash ? { seq: Number(seq), hash: hash.toLowerCase() } : undefined;
}

type Values = Partial<Record<keyof typeof OPTIONS, string | undefined>>;

async function list(
  { event, person, text, municipality, from, to, before, limit = LISTED }: Values,
  db: Kysely<Tables>,
  print: (line: string) => void,
  notUnderstood: (why: string) => number,
): Promise<number> {
  const known = AUDIT_EVENTS.find((each) => each === event);
  if (event !== undefined && !known) return notUnderstood(`--event: «${event}» non esiste.`);
  if (person !== undefined && !isUuid(person))
    return notUnderstood(`--person: «${person}» non è un identificativo.`);
  for (const [name, value] of Object.entries({ before, limit }))
    if (value !== undefined && !NUMBER.test(value))
      return notUnderstood(`--${name}: «${value}» non è un numero.`);
  const filter = {
    event: known,
    person,
    text,
    municipality,
    from: from === undefined ? undefined : parsePreciseInstant('--from', from),
    to: to === undefined ? undefined : parsePreciseInstant('--to', to),
    before: before === undefined ? undefined : Number(before),
  };
  const { entries } = await listEntries(db, filter, Number(limit));
  // As over the API: who read of whom is on the record.
  await record(db, {
    event: 'personal-data-read',
    actor: operator(),
    subject: 'audit',
    detail: { filter, entries: entries.length },
  });
  for (const entry of entries) print(lineOf(entry));
  return 0;
}

/** What others wrote may hold what moves a terminal's cursor. */
function lineOf(entry: AuditEntry): string {
  const { seq, at, event, personName, credential, subject, municipality, address, detail } = entry;
  const columns = [seq, at, event, personName, credential, subject, municipality, address];
  const line = [...columns.map((each) => each ?? '-'), JSON.stringify(detail)].join('  ');
  return line.replace(/\p{Cc}/gu, '·');
}
