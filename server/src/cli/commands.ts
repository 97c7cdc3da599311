/** The commands of `sit`. */
import type { Config } from '../config.ts';
import { runAudit } from './audit.ts';
import { runDbUser } from './db-user.ts';
import { runImport } from './import.ts';
import { runKey } from './key.ts';
import { runMigrate } from './migrate.ts';
import { runOrigin } from './origin.ts';
import { runServe } from './serve.ts';
import { runUnion } from './union.ts';
import { runUser } from './user.ts';

export interface Command {
  summary: string;
  /** Returns the process's exit code. Rejects with a Problem for what the caller can mend. */
  run(args: string[], config: Config): Promise<number>;
}

export const COMMANDS: Record<string, Command> = {
  serve: { summary: 'avvia il server', run: runServe },
  union: { summary: 'fa di una base dati vuota quella di un’unione: create', run: runUnion },
  import: { summary: 'porta un file in un livello', run: runImport },
  user: { summary: 'persone, ruoli, sessioni: add, invite, list, suspend, grant …', run: runUser },
  'db-user': { summary: 'accessi per QGIS: add, list, password, remove', run: runDbUser },
  origin: { summary: 'portali registrati: add, list, remove', run: runOrigin },
  audit: { summary: 'registro di chi ha fatto che cosa: list, verify', run: runAudit },
  key: { summary: 'chiavi di pagine e programmi: add, list, rotate, revoke', run: runKey },
  migrate: { summary: 'porta la base dati allo schema più recente', run: runMigrate },
};
