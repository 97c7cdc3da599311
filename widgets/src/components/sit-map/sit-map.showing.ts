/** The notice on a map that does not show the present: which state it is, and the way back. */
import { html, nothing, type TemplateResult } from 'lit';
import FilePen from 'lucide-static/dist/esm/icons/file-pen.mjs';
import History from 'lucide-static/dist/esm/icons/rotate-ccw-clock.mjs';
import { dateText } from '../../internal/format.ts';
import { icon } from '../../internal/icons.ts';
import type { Showing } from '../../internal/showing.ts';
import type { Locale, Translation } from '../../translations/translation.ts';

export interface ShowingOptions {
  t: Translation;
  locale: Locale;
  back: () => void;
}

export function showingTemplate(
  showing: Showing,
  { t, locale, back }: ShowingOptions,
): TemplateResult {
  return html`<div role="status" class="showing-place">
    ${
      showing.kind === 'present'
        ? nothing
        : html`<div class="showing ${showing.kind}" part="showing">
            ${icon(showing.kind === 'past' ? History : FilePen)}
            <span
              >${
                showing.kind === 'past'
                  ? t.map.showingPast(dateText(showing.datetime, locale))
                  : t.map.showingProposal(showing.title)
              }</span
            >
            <button type="button" @click=${back}>
              ${showing.kind === 'past' ? t.map.backToToday : t.map.backToPresent}
            </button>
          </div>`
    }
  </div>`;
}
