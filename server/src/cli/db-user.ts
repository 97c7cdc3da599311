/** `sit db-user`: the people who edit the tables from QGIS or any other client of PostgreSQL. */
import type { Grant } from '@sit/core/permission';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { addLogin, listLogins, removeLogin, renewLoginPassword } from '../logins/login.service.ts';
import { parseCommandLine } from './command-line.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { ROLE_USAGE, parseGrants } from './role-option.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit db-user add NOME ${ROLE_USAGE} [--name "Nome e cognome"]
  sit db-user list
  sit db-user password NOME
  sit db-user remove NOME
La password è generata e mostrata una volta sola.`;

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend. */
export async function runDbUser(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => dbUserCommand(argv, db, (line) => console.log(line)));
}

export async function dbUserCommand(
  argv: string[],
  db: Database,
  print: (line: string) => void,
): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'string') {
    print(`${parsed}\n${USAGE}`);
    return 2;
  }
  const { action, login } = parsed;
  return recordingRefusals(db.kysely, ['db-user', action, login], () => act(parsed, db, print));
}

async function act(
  { action, login, grants, name }: Parsed,
  db: Database,
  print: (line: string) => void,
): Promise<number> {
  switch (action) {
    case 'add':
      print(
        `Accesso ${login}, password: ${await addLogin(db, { login, name, grants }, operator())}`,
      );
      print(
        'In QGIS: nuova connessione PostgreSQL con questo utente; i livelli sono nello schema territory.',
      );
      return 0;
    case 'password':
      print(`Accesso ${login}, password: ${await renewLoginPassword(db, login, operator())}`);
      return 0;
    case 'remove':
      await removeLogin(db, login, operator());
      print(`Tolto: ${login}; le sue connessioni sono finite.`);
      return 0;
    case 'list':
      for (const each of await listLogins(db))
        print(`${each.login}  ${each.name}  ${[each.role, ...each.municipalities].join(' ')}`);
      return 0;
  }
}

interface Parsed {
  action: 'add' | 'list' | 'password' | 'remove';
  login: string;
  grants: Grant[];
  name: string;
}

/** What was asked, or why it cannot be understood. */
function parse(argv: string[]): Parsed | string {
  const line = parseCommandLine(argv, ['add', 'list', 'password', 'remove'], 'NOME', {
    name: { type: 'string' },
    role: { type: 'string' },
    municipality: { type: 'string', multiple: true },
  });
  if (typeof line === 'string') return line;
  const { action, name: login } = line;
  const { name = '', role, municipality } = line.values;
  if (action !== 'add') return { action, login, grants: [], name };
  const grants = parseGrants(role, municipality);
  return typeof grants === 'string' ? grants : { action, login, grants, name };
}
