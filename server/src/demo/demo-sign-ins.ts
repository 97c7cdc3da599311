/** The demo's people and the example portal. Made with the demo territory only, with a password of their own. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { generatePassword } from '../auth/password.ts';
import { addPerson } from '../auth/person.service.ts';
import type { NewPerson } from '../auth/person.service.ts';
import { seedOrigin } from '../auth/registered-origin.service.ts';
import type { Tables } from '../db/tables.ts';

/** Where `pnpm example` serves the example of a municipality's page. */
const EXAMPLE_PORTAL = { origin: 'http://localhost:8081', municipality: 'C096' };

const PEOPLE: Omit<NewPerson, 'password' | 'demo'>[] = [
  {
    email: 'admin@unione.demo',
    name: 'Ufficio dell’Unione (demo)',
    grants: [{ role: 'union-admin', municipality: null }],
  },
  {
    email: 'piano@unione.demo',
    name: 'Ufficio di piano dell’Unione (demo)',
    grants: [{ role: 'union-editor', municipality: null }],
  },
  {
    email: 'tecnico.casteldisangro@unione.demo',
    name: 'Tecnico di Castel di Sangro (demo)',
    grants: [{ role: 'planner', municipality: 'C096' }],
  },
  {
    email: 'tecnico.roccaraso@unione.demo',
    name: 'Tecnico di Roccaraso (demo)',
    grants: [{ role: 'planner', municipality: 'H434' }],
  },
  {
    email: 'sportello.casteldisangro@unione.demo',
    name: 'Sportello di Castel di Sangro (demo)',
    grants: [{ role: 'officer', municipality: 'C096' }],
  },
];

export interface DemoSignIns {
  emails: string[];
  password: string;
}

export async function addDemoPeople(db: Kysely<Tables>): Promise<DemoSignIns> {
  const password = generatePassword();
  for (const person of PEOPLE) await addPerson(db, { ...person, password, demo: true });
  await seedOrigin(db, EXAMPLE_PORTAL);
  return { emails: PEOPLE.map(({ email }) => email), password };
}

/** Kept beside the demo's database so that later starts can show it again; readable by this user alone. */
export async function keepSignIns(home: string, signIns: DemoSignIns): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(fileOf(home), JSON.stringify(signIns, null, 2), { mode: 0o600 });
}

/** Null where this directory made no demo. */
export async function keptSignIns(home: string): Promise<DemoSignIns | null> {
  try {
    return JSON.parse(await readFile(fileOf(home), 'utf8')) as DemoSignIns;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${fileOf(home)} is not the demo's sign-ins`, { cause: error });
  }
}

function fileOf(home: string): string {
  return join(home, 'demo-sign-ins.json');
}
