/** The repository's files as the rules see them: path, text, imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** Relative to the repository's root, with `/`. */
  path: string;
  text: string;
}

export interface Import {
  /** As written. */
  specifier: string;
  /** Path of a file in the repository, or `@sit/<package>/<module>`, or a library's name. */
  target: string;
  typeOnly: boolean;
}

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'coverage',
  '.git',
  '.sit',
  '.sit-test',
  '.toolchain',
]);
const TEXT = /\.(ts|mjs|js|json|yaml|md|html|css|sql|svg)$|(^|\/)\.?[a-z]+$|rc\.json$/;
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[\w*{][^;'"]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every text file kept in the repository, wherever it is. */
export function readSources(directory = ''): SourceFile[] {
  return readdirSync(join(ROOT, directory), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = posix.join(directory, entry.name);
      if (entry.isDirectory()) return readSources(path);
      return TEXT.test(path) ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
    });
}

/** Names at the top, dotfiles and ignored directories aside. */
export function topLevelNames(): string[] {
  return readdirSync(ROOT).filter((name) => !name.startsWith('.') && !NOT_OURS.has(name));
}

export function isCode(file: SourceFile): boolean {
  return /\.(ts|mjs|js)$/.test(file.path);
}

export function isTest(path: string): boolean {
  return /\.test\.ts$|\.fixture\.ts$|\/testing\/|\/testing\.ts$|\/fixtures?\.ts$|^test\//.test(
    path,
  );
}

export function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(IMPORT)].map((match) => {
    const specifier = (match[2] ?? match[3])!;
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(file.path), specifier)
      : specifier;
    return { specifier, target, typeOnly: match[1] !== undefined };
  });
}
