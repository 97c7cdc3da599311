/** `sit union`: what makes a database a union's own, in place of the demonstration. */
import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { refuse } from '../http/problem.ts';
import { createUnion } from '../tenancy/new-union.service.ts';
import type { NewUnion } from '../tenancy/new-union.service.ts';
import { parseCommandLine } from './command-line.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { withDatabase } from './session.ts';
import { parseUnionFile } from './union-file.ts';

const USAGE = `Uso:
  sit union create FILE
FILE è un JSON: { "id": "valle", "name": "Unione dei Comuni della Valle", "storageCrs": 7792,
  "municipalities": [{ "code": "C096", "istatCode": "066028", "name": "Castel di Sangro" }, …] }
La base dati dev’essere vuota: il comando va dato prima del primo avvio, che altrimenti la riempie di dati
dimostrativi.`;

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend: in the file, before a database is made. */
export async function runUnion(argv: string[], config: Config): Promise<number> {
  const union = await askedUnion(argv);
  if (typeof union === 'string') {
    console.log(`${union}\n${USAGE}`);
    return 2;
  }
  await withDatabase(config, (db) => makeUnion(db, union));
  console.log(`Creata: ${union.name}, comuni: ${union.municipalities.length}.`);
  console.log('Ora: sit user add EMAIL --name "Nome e cognome" --role union-admin, poi sit serve.');
  return 0;
}

export async function makeUnion(db: Database, union: NewUnion): Promise<void> {
  await recordingRefusals(db.kysely, ['union', 'create', union.id], () =>
    createUnion(db, union, operator()),
  );
}

/** What was asked, or why it cannot be understood. Rejects with `invalid-file`. */
export async function askedUnion(argv: string[]): Promise<NewUnion | string> {
  const line = parseCommandLine(argv, ['create'], 'il file', {});
  return typeof line === 'string' ? line : parseUnionFile(line.name, await read(line.name));
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refuse('invalid-file', `${file}: non si legge (${code ?? 'errore'}).`);
  }
}
