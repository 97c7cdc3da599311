/** `sit user`: the people of the offices. */
import { text } from 'node:stream/consumers';
import type { Grant } from '@sit/core/permission';
import { generatePassword } from '../auth/password.ts';
import { addPerson, disablePerson, listPeople, setPassword } from '../auth/person.service.ts';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { parseCommandLine } from './command-line.ts';
import { ROLE_USAGE, parseGrants } from './role-option.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit user add EMAIL --name NOME ${ROLE_USAGE} [--password-stdin]
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
  const { action, email, grants, options } = parsed;
  switch (action) {
    case 'add': {
      const { password, generated } = await choosePassword(options['password-stdin'], terminal);
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
        const held = person.grants.map(({ role, municipality }) =>
          [role, municipality ?? []].flat().join(' '),
        );
        const state = person.disabledAt ? '  (disabilitato)' : '';
        terminal.print(
          `${person.email}  ${person.name}  ${held.join(', ') || 'nessun ruolo'}${state}`,
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
  grants: Grant[];
  options: Options;
}

/** What was asked, or why it cannot be understood. */
function parse(argv: string[]): Parsed | string {
  const line = parseCommandLine(argv, ['add', 'list', 'disable', 'password'], 'EMAIL', {
    name: { type: 'string' },
    role: { type: 'string' },
    municipality: { type: 'string', multiple: true },
    'password-stdin': { type: 'boolean' },
  });
  if (typeof line === 'string') return line;
  const { action, name: email, values: options } = line;
  if (action !== 'add') return { action, email, grants: [], options };
  const grants = parseGrants(options.role, options.municipality);
  return typeof grants === 'string' ? grants : { action, email, grants, options };
}

async function choosePassword(
  fromStdin: boolean | undefined,
  terminal: Terminal,
): Promise<{ password: string; generated: boolean }> {
  if (!fromStdin) return { password: generatePassword(), generated: true };
  const typed = await terminal.read();
  return { password: typed.replace(/\r?\n$/, ''), generated: false };
}
