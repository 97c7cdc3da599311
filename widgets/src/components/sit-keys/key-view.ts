/** A key in the list; and one made just now, with its token and what to do with it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { KeyBody, NewKeyResponse } from '@sit/core/api-people';
import type { Municipality } from '@sit/core/tenant';
import '../../internal/copy-button.ts';
import { dateText, numberText } from '../../internal/format.ts';
import type { OfficeElement } from '../../internal/office-element.ts';
import { fact } from '../../internal/office-views.ts';
import { roleText } from '../../internal/role-text.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';

export function keyView(
  key: KeyBody,
  municipalities: readonly Municipality[],
  { words: all, t, locale }: OfficeElement<unknown>,
  actions: { rotate: () => void; revoke: () => void; snippet: () => void },
): TemplateResult {
  const words = all.keys;
  const day = (instant: string): string => dateText(instant, locale);
  const ended = key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now();
  return html`<h3 class="title">
      <span>${key.name}</span>
      <span class="badge">${words.kinds[key.kind]}</span>
      ${key.kind === 'service' && key.write ? html`<span class="badge warning">${words.writes}</span>` : nothing}
      ${key.revokedAt === null ? nothing : html`<span class="badge error">${words.isRevoked}</span>`}
      ${ended ? html`<span class="badge error">${words.hasExpired}</span>` : nothing}
    </h3>
    <dl>
      ${fact(words.ending, html`<code>…${key.hint}</code>`)}
      ${key.kind === 'embed' ? fact(words.origins, key.origins.join(', ')) : nothing}
      ${key.kind === 'service' ? fact(words.rights, roleText(key.grants, municipalities, t)) : nothing}
      ${fact(words.layers, key.layers?.join(', ') ?? words.allLayers[key.kind])}
      ${
        key.requestsPerMinute === null
          ? nothing
          : fact(words.requestsPerMinute, numberText(key.requestsPerMinute, locale))
      }
      ${fact(words.madeBy, words.byOn(key.createdBy, day(key.createdAt)))}
      ${fact(words.lastUsed, key.lastUsedAt === null ? words.never : day(key.lastUsedAt))}
      ${key.expiresAt === null ? nothing : fact(words.expires, day(key.expiresAt))}
      ${key.formerUntil === null ? nothing : fact(words.formerUntil, day(key.formerUntil))}
      ${key.revokedAt === null ? nothing : fact(words.revokedOn, day(key.revokedAt))}
    </dl>
    ${
      key.revokedAt === null
        ? html`<div class="row">
            ${
              key.token === null
                ? nothing
                : html`<button type="button" @click=${actions.snippet}>
                    <span
                      >${words.showSnippet}<span class="visually-hidden">: ${key.name}</span></span
                    >
                  </button>`
            }
            <button type="button" @click=${actions.rotate}>
              <span>${words.rotate}<span class="visually-hidden">: ${key.name}</span></span>
            </button>
            <button type="button" class="danger" @click=${actions.revoke}>
              <span>${words.revoke}<span class="visually-hidden">: ${key.name}</span></span>
            </button>
          </div>`
        : nothing
    }`;
}

export function newKeyView(
  { kind, name, token }: NewKeyResponse,
  server: string,
  all: IdentityTranslation,
  close: string,
  onClose: () => void,
): TemplateResult {
  const words = all.keys;
  const snippet = embedSnippet(server, token);
  return html`<div class="card" id="made" tabindex="-1">
    <h3>${words.tokenOf(name)}</h3>
    ${
      kind === 'embed'
        ? html`<p>${words.snippetHint}</p>
            <pre tabindex="0">${snippet}</pre>`
        : html`<p class="notice warning">${words.tokenOnce}</p>
            <p class="secret"><code>${token}</code></p>`
    }
    <div class="row">
      ${
        kind === 'embed'
          ? html`<sit-copy .text=${snippet} label=${words.snippet}></sit-copy>`
          : html`<sit-copy .text=${token} label=${words.token}></sit-copy>`
      }
      <button type="button" class="plain" @click=${onClose}>${close}</button>
    </div>
  </div>`;
}

/** What a portal's page needs for a map with the usual panels. */
function embedSnippet(server: string, key: string): string {
  return `<script type="module" src="${server}/embed.js"></script>
<sit-map server="${server}" key="${key}">
  <sit-layer-list></sit-layer-list>
  <sit-feature-info></sit-feature-info>
</sit-map>`;
}
