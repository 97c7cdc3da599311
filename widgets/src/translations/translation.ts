/** Every sentence the elements show, by locale. A missing one does not compile. */
import { en } from './en.ts';
import { it } from './it.ts';

export type Locale = 'it' | 'en';

/** The Italian table is the original; the others have its shape. */
export type Translation = typeof it;

const TABLES: Record<Locale, Translation> = { it, en };

export function translationFor(locale: Locale): Translation {
  return TABLES[locale];
}

/** Locale of a BCP 47 tag: English where it says so, else Italian. */
export function localeOf(languageTag: string | null | undefined): Locale {
  return languageTag?.toLowerCase().startsWith('en') ? 'en' : 'it';
}
