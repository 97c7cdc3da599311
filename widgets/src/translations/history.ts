/** The history's sentences by locale: loaded with the history, by those who open it. */
import { historyEn } from './history.en.ts';
import { historyIt, type HistoryTranslation } from './history.it.ts';
import type { Locale } from './translation.ts';

const TABLES: Record<Locale, HistoryTranslation> = { it: historyIt, en: historyEn };

export function historyTranslationFor(locale: Locale): HistoryTranslation {
  return TABLES[locale];
}
