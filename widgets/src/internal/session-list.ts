/** Sessions as a list: where from, since when, in which portals, with a way to end each. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionBody } from '@sit/core/api-auth';
import type { IdentityTranslation } from '../translations/identity.it.ts';
import type { Locale } from '../translations/translation.ts';
import { dateText } from './format.ts';

export function sessionList(
  sessions: readonly SessionBody[],
  words: IdentityTranslation['sessions'],
  locale: Locale,
  end: (id: string) => void,
): TemplateResult {
  if (sessions.length === 0) return html`<p class="hint">${words.none}</p>`;
  return html`<ul class="list">
    ${sessions.map(
      (session) =>
        html`<li>
          <div>
            <p class="title">
              ${browserName(session.userAgent) ?? words.unknownBrowser}
              ${session.current ? html`<span class="badge good">${words.current}</span>` : nothing}
            </p>
            <p class="hint">
              ${words.opened(dateText(session.createdAt, locale), words.methods[session.method])} ·
              ${words.lastSeen(dateText(session.lastSeenAt, locale))} · ${session.address}
            </p>
            ${
              session.portals.length > 0
                ? html`<p class="hint">${words.portals(session.portals.join(', '))}</p>`
                : nothing
            }
          </div>
          ${
            session.current
              ? nothing
              : html`<button type="button" @click=${() => end(session.id)}>
                  <span
                    >${words.end}<span class="visually-hidden">
                      ${words.ofDay(dateText(session.createdAt, locale))}</span
                    ></span
                  >
                </button>`
          }
        </li>`,
    )}
  </ul>`;
}

/** As people know it: «Firefox, Windows». Others' names come first where they carry more than one. */
function browserName(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const of = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const parts = [of(BROWSERS), of(SYSTEMS)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : userAgent.slice(0, 60);
}

const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;
