/** `sit user`: the people of the offices. */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Grant } from '@sit/core/permission';
import { generatePassword } from '../auth/password.ts';
import { addPerson, disablePerson, listPeople, setPassword } from '../auth/person.service.ts';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit user add EMAIL --name NOME --role union-admin|planner [--municipality CODICE]… [--password-stdin]
  sit user list
  sit user disable EMAIL
  sit user password EMAIL [--password-stdin]
Senza --password-stdin la password è generata e mostrata una volta sola.`;

export interface Terminal {
  print(line: string): void;
  /** All of standard input. */
  read(): Promise<string>;
}

const PROCESS: Terminal = { print: (line) => console.log(line), read: () => text(process.stdin) };

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend. */
export async function runUser(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => userCommand(argv, db.kysely, PROCESS));
}

export async function userCommand(
  argv: string[],
  db: Kysely<Tables>,
  terminal: Terminal,
): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'string') {
    terminal.print(`${parsed}\n${USAGE}`);
    return 2;
  }
  const { action, email, options } = parsed;
  switch (action) {
    case 'add': {
      const { password, generated } = await choosePassword(options['password-stdin'], terminal);
      const grants = grantsOf(options.role, options.municipality);
      await addPerson(db, { email, name: options.name ?? '', password, grants });
      terminal.print(`Aggiunto: ${email}`);
      if (generated) terminal.print(`Password: ${password}`);
      return 0;
    }
    case 'password': {
      const { password, generated } = await choosePassword(options['password-stdin'], terminal);
      await setPassword(db, email, password);
      terminal.print(`Password cambiata: ${email}; le sessioni aperte sono finite.`);
      if (generated) terminal.print(`Password: ${password}`);
      return 0;
    }
    case 'disable':
      await disablePerson(db, email);
      terminal.print(`Disabilitato: ${email}; le sessioni aperte sono finite.`);
      return 0;
    case 'list':
      for (const person of await listPeople(db)) {
        const grants = person.grants.map(({ role, municipality }) =>
          [role, municipality ?? []].flat().join(' '),
        );
        const state = person.disabledAt ? '  (disabilitato)' : '';
        terminal.print(
          `${person.email}  ${person.name}  ${grants.join(', ') || 'nessun ruolo'}${state}`,
        );
      }
      return 0;
  }
}

interface Options {
  name?: string;
  role?: string;
  municipality?: string[];
  'password-stdin'?: boolean;
}
interface Parsed {
  action: 'add' | 'list' | 'disable' | 'password';
  email: string;
  options: Options;
}

/** What was asked, or why it cannot be understood. */
function parse(argv: string[]): Parsed | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        role: { type: 'string' },
        municipality: { type: 'string', multiple: true },
        'password-stdin': { type: 'boolean' },
      },
    });
  } catch (error) {
    return (error as Error).message;
  }
  const [action, email = '', ...rest] = parsed.positionals;
  const options: Options = parsed.values;
  if (action !== 'add' && action !== 'list' && action !== 'disable' && action !== 'password')
    return `Azione sconosciuta: ${action ?? '(nessuna)'}`;
  if (rest.length > 0) return `Di troppo: ${rest.join(' ')}`;
  if (action !== 'list' && email === '') return 'Manca EMAIL.';
  if (action === 'add' && options.role !== 'union-admin' && options.role !== 'planner')
    return `--role: «${options.role ?? ''}» non è un ruolo.`;
  if (options.role === 'planner' && !options.municipality)
    return 'Il ruolo planner vuole --municipality.';
  if (options.role === 'union-admin' && options.municipality)
    return 'Il ruolo union-admin vale per tutta l’unione: senza --municipality.';
  return { action, email, options };
}

function grantsOf(role: string | undefined, municipalities: string[] = []): Grant[] {
  if (role === 'union-admin') return [{ role, municipality: null }];
  return [...new Set(municipalities)].map((municipality) => ({ role: 'planner', municipality }));
}

async function choosePassword(
  fromStdin: boolean | undefined,
  terminal: Terminal,
): Promise<{ password: string; generated: boolean }> {
  if (!fromStdin) return { password: generatePassword(), generated: true };
  const typed = await terminal.read();
  return { password: typed.replace(/\r?\n$/, ''), generated: false };
}
