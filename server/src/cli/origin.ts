/** `sit origin`: the portals that may sign people in and write from their own pages. */
import { parseOrigin } from '../auth/origin.ts';
import { listOrigins, registerOrigin, removeOrigin } from '../auth/registered-origin.service.ts';
import type { RegisteredOrigin } from '../auth/registered-origin.service.ts';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { parseCommandLine } from './command-line.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
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
  const line = parseCommandLine(argv, ['add', 'list', 'remove'], 'l’origine', {
    municipality: { type: 'string' },
  });
  if (typeof line === 'string') {
    print(`${line}\n${USAGE}`);
    return 2;
  }
  // A trailing slash is how an address bar shows an origin.
  const origin = line.name.replace(/\/$/, '');
  const { municipality = null } = line.values;
  // An address typed with a password in it is no origin.
  return recordingRefusals(db, ['origin', line.action, parseOrigin(origin) ?? ''], () =>
    act(line.action, { origin, municipality }, db, print),
  );
}

async function act(
  action: 'add' | 'list' | 'remove',
  portal: RegisteredOrigin,
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  const { origin } = portal;
  switch (action) {
    case 'add':
      await registerOrigin(db, portal, operator());
      print(`Registrato: ${origin}`);
      return 0;
    case 'remove':
      await removeOrigin(db, origin, operator());
      print(`Tolto: ${origin}; i suoi accessi sono finiti.`);
      return 0;
    case 'list':
      for (const each of await listOrigins(db))
        print(`${each.origin}  ${each.municipality ?? 'unione'}`);
      return 0;
  }
}
