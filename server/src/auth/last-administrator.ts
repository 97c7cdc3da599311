/** The database's refusal to leave the union without an administrator, as the API's (0080_identity.ts). */
import { refuse } from '../http/problem.ts';

const LAST_ADMINISTRATOR = 'SI001';

export function isLastAdministrator(error: unknown): boolean {
  return (error as { code?: unknown }).code === LAST_ADMINISTRATOR;
}

/** What `work` gives; `last-administrator` where its commit was refused for that. */
export async function keepingAnAdministrator<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isLastAdministrator(error)) throw error;
    throw refuse(
      'last-administrator',
      'Resterebbe l’unione senza un amministratore che possa entrare: ne nomini prima un altro.',
    );
  }
}
