/** Who may import whom among the packages (DESIGN «The house»). */
import { importsOf, isCode, isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  editing: ['core'],
  formats: ['core'],
  client: ['core'],
  tooling: [],
  data: ['core'],
  server: ['core', 'formats', 'data'],
  widgets: ['core', 'editing', 'client'],
  test: ['core', 'editing', 'formats', 'client', 'tooling', 'data', 'server', 'widgets'],
};

/** Packages a browser runs. */
const WITHOUT_NODE = new Set(['core', 'editing', 'client', 'widgets']);

/** Libraries the contract may stand on, and in which of its files: widgets bundle all but `api*.ts`. */
const CORE_LIBRARIES: Record<string, RegExp> = { zod: /\/api[\w-]*\.ts$/ };

/** Package a path belongs to: `core`, `server`, … */
export function packageOf(path: string): string | null {
  return (
    /^packages\/([^/]+)\//.exec(path)?.[1] ??
    /^(server|widgets|data|test)\//.exec(path)?.[1] ??
    null
  );
}

/** Sentences, one a violation, each beginning with the file's path. */
export function packageViolations(file: SourceFile): string[] {
  const own = packageOf(file.path);
  // A tool's configuration joins what it runs.
  if (!own || !isCode(file) || /\.config\.(ts|mjs)$/.test(file.path)) return [];
  const inSources = /^(packages\/[^/]+|server|widgets|data)\/src\//.test(file.path);
  return importsOf(file).flatMap(({ specifier, target }) => {
    const other =
      /^@sit\/([^/]+)/.exec(target)?.[1] ?? (target === specifier ? null : packageOf(target));
    if (other && other !== own) {
      const allowed = [...MAY_IMPORT[own]!, ...(isTest(file.path) ? ['tooling'] : [])];
      if (!allowed.includes(other)) return [`${file.path}: ${own} may not import ${other}`];
      if (specifier.startsWith('.') && other !== 'tooling' && own !== 'test')
        return [`${file.path}: another package goes by its name, not by ${specifier}`];
    }
    if (inSources && specifier.startsWith('.') && !/\.(ts|mjs|js|json|css|svg)$/.test(specifier))
      return [`${file.path}: ${specifier} lacks its extension`];
    if (inSources && !isTest(file.path) && WITHOUT_NODE.has(own) && specifier.startsWith('node:'))
      return [`${file.path}: ${own} runs in a browser, without ${specifier}`];
    const isLibrary = !specifier.startsWith('.') && !specifier.startsWith('@sit/');
    if (
      own === 'core' &&
      isLibrary &&
      !isTest(file.path) &&
      !CORE_LIBRARIES[specifier]?.test(file.path)
    )
      return [`${file.path}: core stands on nothing, not on ${specifier}`];
    return [];
  });
}
