/** `sit origin`: the portals that may sign people in and write from their own pages. */
import { parseArgs } from 'node:util';
import { listOrigins, registerOrigin, removeOrigin } from '../auth/registered-origin.service.ts';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { operator } from './operator.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit origin add https://www.comune.example.it [--municipality CODICE]
  sit origin list
  sit origin remove https://www.comune.example.it`;

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend. */
export async function runOrigin(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => originCommand(argv, db.kysely, (line) => console.log(line)));
}

export async function originCommand(
  argv: string[],
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { municipality: { type: 'string' } },
    });
  } catch (error) {
    print(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const [action, given, ...rest] = parsed.positionals;
  // A trailing slash is how an address bar shows an origin.
  const origin = given?.replace(/\/$/, '');
  if (action === 'list' && origin === undefined) {
    for (const portal of await listOrigins(db))
      print(`${portal.origin}  ${portal.municipality ?? 'unione'}`);
    return 0;
  }
  if (rest.length > 0 || origin === undefined || (action !== 'add' && action !== 'remove')) {
    print(USAGE);
    return 2;
  }
  if (action === 'add') {
    await registerOrigin(
      db,
      { origin, municipality: parsed.values.municipality ?? null },
      operator(),
    );
    print(`Registrato: ${origin}`);
  } else {
    await removeOrigin(db, origin, operator());
    print(`Tolto: ${origin}; i suoi accessi sono finiti.`);
  }
  return 0;
}
