/** Sentences of the offices' desk by locale: loaded with its pages, not with maps. */
import { identityEn } from './identity.en.ts';
import { identityIt, type IdentityTranslation } from './identity.it.ts';
import type { Locale } from './translation.ts';

const TABLES: Record<Locale, IdentityTranslation> = { it: identityIt, en: identityEn };

export function identityTranslationFor(locale: Locale): IdentityTranslation {
  return TABLES[locale];
}
