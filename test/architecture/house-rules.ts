/** Rules for every file: size, barrels, nothing of the machine it was written on. */
import { isCode } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

const MOST_LINES = 300;
/** Tests are tables of cases as often as they are code. */
const MOST_TEST_LINES = 600;

export const TOP_LEVEL = [
  'README.md',
  'data',
  'package.json',
  'packages',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'server',
  'test',
  'tsconfig.json',
  'widgets',
];

/** Written apart so that this file does not hold what it looks for. */
const FOREIGN: [RegExp, string][] = [
  [/(?:^|[\s"'`(=])\/(?:work|root|home|Users)\/[\w.-]+/m, 'a path of one machine'],
  [/\b[A-Z]:\\Users\\/, 'a path of one machine'],
  [/\b(?:registry\.[\w-]+\.\w+|npm\.pkg\.github\.com)\b/, 'a registry host'],
];

/** Sentences, one a violation, each beginning with the file's path. */
export function houseViolations({ path, text }: SourceFile): string[] {
  const violations = FOREIGN.filter(([pattern]) => pattern.test(text)).map(
    ([pattern, what]) => `${path}: holds ${what}, «${pattern.exec(text)![0].trim()}»`,
  );
  if (!isCode({ path, text })) return violations;
  const lines = text.trimEnd().split('\n').length;
  const most = path.endsWith('.test.ts') ? MOST_TEST_LINES : MOST_LINES;
  if (lines > most) violations.push(`${path}: ${lines} lines, ${most} at most`);
  if (/^\s*export \*/m.test(text)) violations.push(`${path}: a barrel; export by name`);
  return violations;
}
