/** The sign-in page's sentences by locale: loaded by that page alone. */
import { signInEn } from './sign-in.en.ts';
import { signInIt, type SignInTranslation } from './sign-in.it.ts';
import type { Locale } from './translation.ts';

const TABLES: Record<Locale, SignInTranslation> = { it: signInIt, en: signInEn };

export function signInTranslationFor(locale: Locale): SignInTranslation {
  return TABLES[locale];
}
