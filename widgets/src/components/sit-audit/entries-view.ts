/** Entries of the record as a table. */
import { html, nothing, type TemplateResult } from 'lit';
import type { AuditEntry } from '@sit/core/api-audit';
import type { Municipality } from '@sit/core/tenant';
import { dateText } from '../../internal/format.ts';
import { municipalityName } from '../../internal/municipality-name.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import type { Locale } from '../../translations/translation.ts';

export function entriesView(
  entries: readonly AuditEntry[],
  municipalities: readonly Municipality[],
  words: IdentityTranslation['audit'],
  locale: Locale,
): TemplateResult {
  const names = new Map(entries.map(({ person, personName }) => [person, personName]));
  // Roles kept by name: narrow screens lay the table out as a list, and browsers then forget it is one.
  return html`<div class="scroll">
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          ${[words.when, words.event, words.who, words.what, words.whence].map(
            (title) => html`<th role="columnheader" scope="col">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${entries.map(
          (entry) =>
            html`<tr role="row">
              <td role="cell">
                <time datetime=${entry.at}>${dateText(entry.at, locale)}</time>
                <br /><small>n. ${entry.seq}</small>
              </td>
              <td role="cell"><strong>${words.events[entry.event]}</strong></td>
              <td role="cell">
                ${entry.personName ?? html`<span class="hint">${words.nobody}</span>`}
                ${
                  entry.credential
                    ? html`<br /><small>${words.credentials[entry.credential]}</small>`
                    : nothing
                }
              </td>
              <td role="cell" class="what">
                ${entry.subject === null ? '' : subjectText(entry.subject, names, words)}
                ${entry.municipality === null ? nothing : html` · ${municipalityName(entry.municipality, municipalities)}`}
                ${detailView(entry, words)}
              </td>
              <td role="cell">
                ${entry.address ?? ''}
                ${entry.origin === null ? nothing : html`<br /><small>${entry.origin}</small>`}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** In words where it can be: who has acted on this page is named, another's id stays as it is. */
function subjectText(
  subject: string,
  names: ReadonlyMap<string | null, string | null>,
  { subjects }: IdentityTranslation['audit'],
): string {
  const [, kind, id] = /^([a-z-]+)(?:\/(.+))?$/.exec(subject) ?? [];
  if (kind === undefined || !isKnown(kind, subjects)) return subject;
  return id === undefined ? subjects[kind] : `${subjects[kind]} ${names.get(id) ?? id}`;
}

function isKnown<T extends object>(kind: string, subjects: T): kind is string & keyof T {
  return Object.hasOwn(subjects, kind);
}

/** All that was kept, for who wants it: the detail by event, the request's id, the hash. */
function detailView(entry: AuditEntry, words: IdentityTranslation['audit']): TemplateResult {
  const { detail, request, hash } = entry;
  const text = JSON.stringify({ ...detail, request, hash }, null, 2);
  return html`<details>
    <summary>${words.detail}<span class="visually-hidden"> ${entry.seq}</span></summary>
    <pre tabindex="0">${text}</pre>
  </details>`;
}
