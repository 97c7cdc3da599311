/** The territory's rules in the editor's words: faults that the server found at a place, and land left bare. */
import type { ChangeWarning } from '@sit/core/feature';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import { numberText } from '../../internal/format.ts';
import { areaText, lengthText } from './format.ts';
import type { PlacedFault } from './refused-faults.ts';

/** The server's sentences are Italian: in other languages, and of a rule, the editor's own. */
export function placedFaultText(
  { reason, message, area, distance }: PlacedFault,
  t: EditorTranslation,
  locale: Locale,
): string {
  if (reason === 'overlap' && area !== undefined)
    return t.rule.overlap(smallAreaText(area, locale));
  if (reason === 'outside-municipality' && distance !== undefined)
    return t.rule.outside(lengthText(distance, locale));
  return locale === 'it' ? message : t.rule.other;
}

export function gapText(
  gaps: readonly ChangeWarning[],
  t: EditorTranslation,
  locale: Locale,
): string {
  const area = gaps.reduce((sum, gap) => sum + gap.area, 0);
  return t.rule.gap(gaps.length, smallAreaText(area, locale));
}

/** A square centimetre must not read as nothing. */
function smallAreaText(squareMeters: number, locale: Locale): string {
  return squareMeters < 0.01
    ? `${numberText(squareMeters, locale, 4)} m²`
    : areaText(squareMeters, locale);
}
