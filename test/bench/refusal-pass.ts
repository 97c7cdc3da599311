/** How long refused sign-ins take, by what is wrong, in turns: who measures them should learn nothing. */
import { randomUUID } from 'node:crypto';
import { changePerson } from '../../server/src/auth/people.service.ts';
import { addPerson } from '../../server/src/auth/person.service.ts';
import { signIn } from '../../server/src/auth/sign-in.service.ts';
import { commandLineActor } from '../../server/src/audit/audit.service.ts';
import { readConfig } from '../../server/src/config.ts';
import { openDatabase } from '../../server/src/db/database.ts';
import { Problem } from '../../server/src/http/problem.ts';

const ROUNDS = 60;
const PASSWORD = 'cavallo graffetta batteria';

export interface RefusalTime {
  what: string;
  /** Over the rounds, in milliseconds. */
  median: number;
}

export async function measureRefusals(database: string): Promise<RefusalTime[]> {
  const db = await openDatabase({ url: database, dataDir: null });
  try {
    const deps = { db, config: readConfig({}, '.') };
    const actor = commandLineActor('bench');
    const add = async (password: string | null): Promise<{ id: string; email: string }> => {
      const email = `${randomUUID()}@example.org`;
      const person = { email, name: 'Prova', password, grants: [] };
      return { id: await addPerson(db.kysely, person), email };
    };
    const [known, suspended, invited] = [await add(PASSWORD), await add(PASSWORD), await add(null)];
    await changePerson(db.kysely, suspended.id, { suspended: true }, actor);
    const cases = [
      { what: 'indirizzo sconosciuto', email: 'nessuno@example.org', password: PASSWORD },
      { what: 'password errata', email: known.email, password: `${PASSWORD} no` },
      { what: 'sospeso, password giusta', email: suspended.email, password: PASSWORD },
      { what: 'invitato, senza password', email: invited.email, password: PASSWORD },
    ].map((each) => ({ ...each, times: [] as number[] }));
    for (let round = 0; round < ROUNDS; round++) {
      await db.kysely.deleteFrom('sit.attempt').execute();
      for (const { email, password, times } of round % 2 === 0 ? cases : cases.toReversed()) {
        const start = performance.now();
        await signIn(deps, { email, password, presentedToken: undefined, userAgent: null }, actor)
          .then(() => Promise.reject(new Error(`${email} was let in`)))
          .catch((error: unknown) => {
            if (!(error instanceof Problem)) throw error;
          });
        times.push(performance.now() - start);
      }
    }
    return cases.map(({ what, times }) => ({
      what,
      median: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!,
    }));
  } finally {
    await db.close();
  }
}
