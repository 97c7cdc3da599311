/** The portals whose pages may sign people in and write: the allow-list of origins (decision 14). */
import { html, type TemplateResult } from 'lit';
import { OriginCalls } from '@sit/client/keys';
import type { RegisteredOriginBody } from '@sit/core/api-people';
import type { Municipality } from '@sit/core/tenant';
import { define } from '../../internal/define.ts';
import { inputField, selectField } from '../../internal/fields.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import { municipalityName } from '../../internal/municipality-name.ts';
import { OfficeElement } from '../../internal/office-element.ts';
import { emptyView, municipalityOptions } from '../../internal/office-views.ts';

interface Shown {
  origins: readonly RegisteredOriginBody[];
  municipalities: readonly Municipality[];
}

/**
 * Registered portals, for the union's administrators on pages of the SIT's own origin.
 *
 * @element sit-origins
 */
export class SitOrigins extends OfficeElement<Shown> {
  get calls(): OriginCalls {
    return new OriginCalls(this.client.send);
  }

  protected override get heading(): string {
    return this.words.origins.heading;
  }

  protected override async read(signal: AbortSignal): Promise<Shown> {
    const [origins, municipalities] = await Promise.all([
      this.calls.list(signal),
      this.client.municipalities(signal),
    ]);
    return { origins, municipalities };
  }

  protected override content({ origins, municipalities }: Shown): TemplateResult {
    const words = this.words.origins;
    return html`<p class="hint">${words.hint}</p>
      ${
        origins.length === 0
          ? emptyView(words.empty)
          : html`<ul class="list">
              ${origins.map(
                ({ origin, municipality }) =>
                  html`<li>
                    <div>
                      <p class="title">${origin}</p>
                      <p class="hint">
                        ${
                          municipality === null
                            ? words.unions
                            : municipalityName(municipality, municipalities)
                        }
                      </p>
                    </div>
                    <button type="button" class="danger" @click=${() => void this.#remove(origin)}>
                      <span>${words.remove}<span class="visually-hidden"> ${origin}</span></span>
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      <form
        class="card"
        aria-labelledby="add-heading"
        @submit=${submitting((form) => this.#register(form))}
      >
        <h3 id="add-heading">${words.add}</h3>
        <div class="fields">
          ${inputField({
            id: 'origin',
            label: words.origin,
            type: 'url',
            maxlength: 300,
            placeholder: 'https://www.comune.example.it',
            describedBy: 'origin-hint',
            required: true,
          })}
          ${selectField({
            id: 'municipality',
            label: words.whose,
            none: words.unions,
            options: municipalityOptions(municipalities),
          })}
        </div>
        <p id="origin-hint" class="hint">${words.originHint}</p>
        <div class="row">
          <button type="submit" class="primary" ?disabled=${this.busy}>${words.register}</button>
        </div>
      </form>`;
  }

  async #register(form: HTMLFormElement): Promise<void> {
    const given = textsOf(form);
    const origin = originOf(given('origin'));
    const done = await this.change(
      () => this.calls.register(origin, given('municipality') || null),
      this.words.origins.registered(origin),
    );
    if (done) form.reset();
  }

  async #remove(origin: string): Promise<void> {
    const words = this.words.origins;
    if (await this.sure(words.remove, words.removeQuestion(origin)))
      await this.change(() => this.calls.remove(origin), words.removed(origin));
  }
}

/** People paste a page's address; what is registered is its origin. */
function originOf(text: string): string {
  return URL.canParse(text) ? new URL(text).origin : text;
}

define('sit-origins', SitOrigins);

declare global {
  interface HTMLElementTagNameMap {
    'sit-origins': SitOrigins;
  }
}
