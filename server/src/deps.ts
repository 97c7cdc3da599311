/** What every part of the server is given; there are no globals. */
import type { ChangeWatcher } from './changes/change-watcher.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';

export type Log = (line: Record<string, unknown>) => void;

export interface Deps {
  db: Database;
  config: Config;
  log: Log;
  /** The one look at the change feed for all who follow it in this process. */
  changes: ChangeWatcher;
}
