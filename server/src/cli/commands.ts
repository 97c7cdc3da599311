/** The commands of `sit`. */
import type { Config } from '../config.ts';
import { runMigrate } from './migrate.ts';
import { runServe } from './serve.ts';

export interface Command {
  summary: string;
  /** Returns the process's exit code. Rejects with a Problem for what the caller can mend. */
  run(args: string[], config: Config): Promise<number>;
}

export const COMMANDS: Record<string, Command> = {
  serve: { summary: 'avvia il server', run: runServe },
  migrate: { summary: 'porta la base dati allo schema più recente', run: runMigrate },
};
