/** The editor's sentences by locale: a table of their own, so that a page without editing does not carry them. */
import type { EditorTranslation } from './editor.it.ts';
import type { Locale } from './translation.ts';
import { editorEn } from './editor.en.ts';
import { editorIt } from './editor.it.ts';

const TABLES: Record<Locale, EditorTranslation> = { it: editorIt, en: editorEn };

export function editorTranslationFor(locale: Locale): EditorTranslation {
  return TABLES[locale];
}
