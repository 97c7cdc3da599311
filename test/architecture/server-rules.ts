/** The server's arrows: routes → service → repository → db, and SQL only at the end of them. */
import { importsOf, isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

const BASE_FOLDERS = new Set(['db', 'http']);
const RANK: Record<string, number> = { repository: 1, service: 2, routes: 3 };
const SQL =
  /import (?:type )?\{[^}]*\bsql\b[^}]*\} from 'kysely'|\bsql(?:<[^`]*>)?`|\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(/;

interface Place {
  /** Folder in server/src: a domain, `db`, `http`, `cli`; empty for the top files. */
  folder: string;
  /** 1 repository, 2 service, 3 routes, 0 none of them. */
  rank: number;
}

/** Sentences, one a violation, each beginning with the file's path. */
export function serverViolations(file: SourceFile): string[] {
  const own = placeOf(file.path);
  if (!own || isTest(file.path)) return [];
  const isTop = own.folder === '' || own.folder === 'cli';
  const violations = importsOf(file).flatMap(({ target, typeOnly }) => {
    const other = placeOf(target);
    if (!other || other.folder === own.folder) {
      if (other && own.rank > 0 && other.rank > own.rank)
        return [`${file.path}: imports against the arrow, ${target}`];
      return [];
    }
    if (/^server\/src\/(app\.ts|cli\.ts|cli\/)/.test(target) && !isTop)
      return [`${file.path}: ${target} stands on top and is imported by nobody`];
    if (BASE_FOLDERS.has(own.folder) && other.folder !== '' && !BASE_FOLDERS.has(other.folder))
      return [`${file.path}: ${own.folder}/ knows no domain, not ${target}`];
    if (other.rank === RANK['repository'] && !typeOnly)
      return [`${file.path}: another domain's repository, ${target}; call its service`];
    if (other.rank === RANK['routes'] && !isTop && own.rank !== RANK['routes'])
      return [`${file.path}: imports against the arrow, ${target}`];
    if (own.rank === RANK['repository'] && other.rank > own.rank && !typeOnly)
      return [`${file.path}: imports against the arrow, ${target}`];
    return [];
  });
  const mayWriteSql = own.rank === RANK['repository'] || own.folder === 'db';
  if (!mayWriteSql && SQL.test(file.text))
    violations.push(`${file.path}: SQL outside a repository and db/`);
  return violations;
}

function placeOf(path: string): Place | null {
  const match =
    /^server\/src\/(?:([^/]+)\/)?.*?(?:\.(repository|service|routes))?(?:\.test)?\.ts$/.exec(path);
  if (!match) return null;
  return { folder: match[1] ?? '', rank: RANK[match[2] ?? ''] ?? 0 };
}
