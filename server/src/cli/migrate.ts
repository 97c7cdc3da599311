/** `sit migrate` */
import type { Config } from '../config.ts';
import { migrate } from '../db/migrate.ts';
import { openConfigured } from './session.ts';

export async function runMigrate(_args: string[], config: Config): Promise<number> {
  const db = await openConfigured(config);
  try {
    const applied = await migrate(db);
    console.log(
      applied.length > 0 ? `Applicate: ${applied.join(', ')}` : 'La base dati è già aggiornata.',
    );
    return 0;
  } finally {
    await db.close();
  }
}
