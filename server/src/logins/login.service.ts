/** People who work on the tables directly, from QGIS above all: the database holds them to their role. */
import type { Grant } from '@sit/core/permission';
import type { AuditEvent } from '@sit/core/audit';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import { generatePassword } from '../auth/password.ts';
import type { Database } from '../db/database.ts';
import { refuse } from '../http/problem.ts';
import { requireMunicipalities } from '../tenancy/tenancy.service.ts';
import {
  becomeServer,
  changeVerifier,
  createLogin,
  dropLogin,
  selectLogins,
} from './login.repository.ts';
import type { Login } from './login.repository.ts';
import { scramVerifier } from './scram.ts';

export type { Login } from './login.repository.ts';

/** Lower case, so that nobody has to quote it; the cluster's own and ours are not for people. */
const LOGIN_NAME = /^(?!sit_|pg_|postgres$|public$)[a-z][a-z0-9_]{0,62}$/;

/**
 * Makes the login; its password, shown once. `grants` are of one role. Refuses what no login can be called,
 * `already-exists`, `not-found` (municipality), and a database that nobody reaches or that lets us make none.
 */
export async function addLogin(
  db: Database,
  { login, name, grants }: { login: string; name: string; grants: Grant[] },
  actor: Actor,
): Promise<string> {
  refuseEmbedded(db);
  if (!LOGIN_NAME.test(login))
    throw refuse(
      'invalid-request',
      `«${login}» non può essere il nome di un accesso: minuscole senza accenti, cifre e _, al più 63, la prima una lettera; non sit_… né pg_….`,
    );
  const municipalities = grants.flatMap(({ municipality }) => municipality ?? []);
  await requireMunicipalities(db.kysely, municipalities);
  const password = generatePassword();
  const { role } = grants[0]!;
  const made = { login, name: name || login, role, municipalities };
  const entry = { event: 'database-login-added', actor, detail: made } as const;
  await asRoleMaker(db, login, entry, (trx) => createLogin(trx, made, scramVerifier(password)));
  return password;
}

/** A new password, shown once. Refuses `not-found`. */
export async function renewLoginPassword(
  db: Database,
  login: string,
  actor: Actor,
): Promise<string> {
  await requireLogin(db, login);
  const password = generatePassword();
  const entry = { event: 'database-login-changed', actor, detail: { password: true } } as const;
  await asRoleMaker(db, login, entry, (trx) => changeVerifier(trx, login, scramVerifier(password)));
  return password;
}

/** Ends its sessions; what it wrote stays, under its name. Refuses `not-found`. */
export async function removeLogin(db: Database, login: string, actor: Actor): Promise<void> {
  await requireLogin(db, login);
  const entry = { event: 'database-login-removed', actor, detail: {} } as const;
  await asRoleMaker(db, login, entry, (trx) => dropLogin(trx, login));
}

export async function listLogins(db: Database): Promise<Login[]> {
  return selectLogins(db.kysely);
}

async function requireLogin(db: Database, login: string): Promise<void> {
  if (!(await listLogins(db)).some((each) => each.login === login))
    throw refuse('not-found', `L’accesso «${login}» non esiste.`);
}

function refuseEmbedded(db: Database): void {
  if (db.engine === 'embedded')
    throw refuse(
      'invalid-request',
      'La base dati integrata è di un solo processo: per lavorare da QGIS occorre un PostgreSQL con PostGIS (SIT_DATABASE_URL).',
    );
}

/** `work` and its entry in the record, both or neither. */
async function asRoleMaker(
  db: Database,
  login: string,
  entry: { event: AuditEvent; actor: Actor; detail: Record<string, unknown> },
  work: (trx: Parameters<typeof createLogin>[0]) => Promise<void>,
): Promise<void> {
  try {
    await db.asLogin((own) =>
      own.transaction().execute(async (trx) => {
        await work(trx);
        await becomeServer(trx);
        await record(trx, { ...entry, subject: `database-login/${login}` });
      }),
    );
  } catch (error) {
    switch ((error as { code?: string }).code) {
      case '42710': // duplicate_object
        throw refuse('already-exists', `Nel PostgreSQL c’è già un ruolo «${login}».`);
      case '42501': // insufficient_privilege
        throw refuse(
          'forbidden',
          'L’utente di SIT_DATABASE_URL non può creare accessi: occorre che abbia CREATEROLE.',
        );
      case '2BP01': // dependent_objects_still_exist
        throw refuse(
          'invalid-request',
          `L’accesso «${login}» possiede altri oggetti nel PostgreSQL: prima vanno tolti o dati ad altri.`,
        );
      default:
        throw error;
    }
  }
}
