/** Where PostgreSQL's server programs are: Debian keeps them out of PATH. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const DEBIAN = '/usr/lib/postgresql';
const HOMEBREW = ['/opt/homebrew/opt/postgresql@17/bin', '/opt/homebrew/opt/postgresql@16/bin'];

/** Least versions SIT runs on (Debian 12's). */
export const LEAST_POSTGRESQL = 15;

/**
 * Directory holding `initdb`, `postgres` and `pg_config`; the newest where there are several.
 * @returns {string | undefined} undefined where there is none
 */
export function findPostgresBinaries() {
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .filter((version) => Number(version) >= LEAST_POSTGRESQL)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(DEBIAN, version, 'bin'))
    : [];
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  return [...debian, ...onPath, ...HOMEBREW].find(
    (directory) => existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres')),
  );
}

/**
 * Whether PostGIS is installed for the PostgreSQL of that directory.
 * @param {string} binaries from {@link findPostgresBinaries}
 */
export function hasPostgis(binaries) {
  const debian = /^\/usr\/lib\/postgresql\/(\d+)\/bin$/.exec(binaries);
  const candidates = debian
    ? [`/usr/share/postgresql/${debian[1]}/extension`]
    : ['../share/postgresql/extension', '../share/extension'].map((path) => join(binaries, path));
  return candidates.some((directory) => existsSync(join(directory, 'postgis.control')));
}
