/** `sit user`: the people of the offices. What each action does is in user-access.ts and user-people.ts. */
import { text } from 'node:stream/consumers';
import type { Actor } from '../audit/audit.service.ts';
import { findPerson } from '../auth/person.service.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { parseCommandLine } from './command-line.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { ROLE_USAGE } from './role-option.ts';
import { withDatabase } from './session.ts';
import { endSessionsOf, resetSecondFactor, setPasswordOf, showSessions } from './user-access.ts';
import { add, changeRoles, inviteByMail, list, suspend } from './user-people.ts';

const USAGE = `Uso:
  sit user add EMAIL --name NOME ${ROLE_USAGE} [--password-stdin]
  sit user invite EMAIL --name NOME ${ROLE_USAGE}
  sit user list
  sit user suspend|restore EMAIL
  sit user password EMAIL [--password-stdin]
  sit user roles EMAIL ${ROLE_USAGE}      (al posto di quelli di prima)
  sit user grant|revoke EMAIL ${ROLE_USAGE}
  sit user sessions|end-sessions EMAIL
  sit user reset-second-factor EMAIL
Senza --password-stdin la password è generata e mostrata una volta sola.`;

export interface Terminal {
  print(line: string): void;
  /** All of standard input. */
  read(): Promise<string>;
}

export interface UserOptions {
  name?: string | undefined;
  role?: string | undefined;
  municipality?: string[] | undefined;
  'password-stdin'?: boolean | undefined;
}

/** What an action is given. */
export interface UserAction {
  deps: Pick<Deps, 'db' | 'config' | 'log'>;
  email: string;
  options: UserOptions;
  actor: Actor;
  terminal: Terminal;
}

/** Resolves with why it cannot be understood, if so. Rejects with a Problem for what the caller can mend. */
type Run = (action: UserAction) => Promise<string | void>;

const ACTIONS = {
  add,
  invite: inviteByMail,
  list,
  suspend: (action) => suspend(action, true),
  /** The name of before. */
  disable: (action) => suspend(action, true),
  restore: (action) => suspend(action, false),
  password: setPasswordOf,
  roles: (action) => changeRoles(action, (_held, named) => named),
  grant: (action) => changeRoles(action, (held, named) => [...held, ...named]),
  revoke: (action) =>
    changeRoles(action, (held, named) =>
      held.filter(
        (each) =>
          !named.some(
            ({ role, municipality }) => role === each.role && municipality === each.municipality,
          ),
      ),
    ),
  sessions: showSessions,
  'end-sessions': endSessionsOf,
  'reset-second-factor': resetSecondFactor,
} satisfies Record<string, Run>;

const PROCESS: Terminal = { print: (line) => console.log(line), read: () => text(process.stdin) };

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend. */
export async function runUser(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => {
    const log: Deps['log'] = (line) => console.error(JSON.stringify(line));
    return userCommand(argv, { db, config, log }, PROCESS);
  });
}

export async function userCommand(
  argv: string[],
  deps: UserAction['deps'],
  terminal: Terminal,
): Promise<number> {
  const names = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];
  const line = parseCommandLine(argv, names, 'EMAIL', {
    name: { type: 'string' },
    role: { type: 'string' },
    municipality: { type: 'string', multiple: true },
    'password-stdin': { type: 'boolean' },
  });
  const misunderstood =
    typeof line === 'string'
      ? line
      : await act(line.action, {
          deps,
          email: line.name,
          options: line.values,
          actor: operator(),
          terminal,
        });
  if (misunderstood === undefined) return 0;
  terminal.print(`${misunderstood}\n${USAGE}`);
  return 2;
}

async function act(action: keyof typeof ACTIONS, given: UserAction): Promise<string | void> {
  const db = given.deps.db.kysely;
  // By an address that nobody has nobody is named: what was typed may be anything.
  const person = await findPerson(db, given.email);
  const subject = person ? `person/${person.userId}` : '';
  return recordingRefusals(db, ['user', action, subject], () => (ACTIONS[action] as Run)(given));
}
