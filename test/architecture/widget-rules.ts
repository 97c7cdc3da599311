/** The widgets' arrows: components stand on internal, events, translations; siblings meet through the map. */
import { importsOf, isTest } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

const FOUNDATIONS = new Set(['internal', 'events', 'translations', 'styles']);

/** Sentences, one a violation, each beginning with the file's path. */
export function widgetViolations(file: SourceFile): string[] {
  const folder = /^widgets\/src\/([^/]+)\//.exec(file.path)?.[1];
  if (!folder || isTest(file.path)) return [];
  const own = componentOf(file.path);
  return importsOf(file).flatMap(({ target, typeOnly }) => {
    const other = componentOf(target);
    // A type leaves no trace in what the browser runs.
    if (!other || typeOnly) return [];
    if (own && other !== own)
      return [`${file.path}: a sibling, ${target}; meet it through the map`];
    if (FOUNDATIONS.has(folder))
      return [`${file.path}: ${folder}/ knows no component, not ${target}`];
    return [];
  });
}

function componentOf(path: string): string | null {
  return /^widgets\/src\/components\/([^/]+)\//.exec(path)?.[1] ?? null;
}
