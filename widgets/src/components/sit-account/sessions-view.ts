/** One's own sessions, with a way to end the others. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionBody } from '@sit/core/api-auth';
import { sessionList } from '../../internal/session-list.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import type { Locale } from '../../translations/translation.ts';

export function sessionsView(
  sessions: readonly SessionBody[],
  words: IdentityTranslation,
  locale: Locale,
  actions: { end: (id: string) => void; endOthers: () => void },
): TemplateResult {
  return html`<div class="card">
    <h3>${words.sessions.heading}</h3>
    <p class="hint">${words.sessions.hint}</p>
    ${sessionList(sessions, words.sessions, locale, actions.end)}
    ${
      sessions.some(({ current }) => !current)
        ? html`<div class="row">
            <button type="button" class="danger" @click=${actions.endOthers}>
              ${words.sessions.endOthers}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}
