/** The proposals' sentences by locale: loaded with the panel, by those who open it. */
import { proposalsEn } from './proposals.en.ts';
import { proposalsIt, type ProposalsTranslation } from './proposals.it.ts';
import type { Locale } from './translation.ts';

const TABLES: Record<Locale, ProposalsTranslation> = { it: proposalsIt, en: proposalsEn };

export function proposalsTranslationFor(locale: Locale): ProposalsTranslation {
  return TABLES[locale];
}
