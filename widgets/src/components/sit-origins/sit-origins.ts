/** The portals whose pages may sign people in and write: the allow-list of origins (decision 14). */
import { html, type TemplateResult } from 'lit';
import { OriginCalls } from '@sit/client/keys';
import type { RegisteredOriginBody } from '@sit/core/api-people';
import type { Municipality } from '@sit/core/tenant';
import { define } from '../../internal/define.ts';
import { OfficeElement } from '../../internal/office-element.ts';

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
          ? html`<div class="state" role="status"><p>${words.empty}</p></div>`
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
                            : (municipalities.find(({ code }) => code === municipality)?.name ??
                              municipality)
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
      <form class="card" aria-labelledby="add-heading" @submit=${this.#register}>
        <h3 id="add-heading">${words.add}</h3>
        <div class="fields">
          <div class="field">
            <label for="origin">${words.origin}</label>
            <input
              id="origin"
              name="origin"
              type="url"
              maxlength="300"
              placeholder="https://www.comune.example.it"
              aria-describedby="origin-hint"
              required
            />
          </div>
          <div class="field">
            <label for="municipality">${words.whose}</label>
            <select id="municipality" name="municipality">
              <option value="">${words.unions}</option>
              ${municipalities.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}
            </select>
          </div>
        </div>
        <p id="origin-hint" class="hint">${words.originHint}</p>
        <div class="row">
          <button type="submit" class="primary" ?disabled=${this.busy}>${words.register}</button>
        </div>
      </form>`;
  }

  readonly #register = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const origin = originOf(String(data.get('origin')).trim());
    const done = await this.change(
      () => this.calls.register(origin, String(data.get('municipality')) || null),
      this.words.origins.registered(origin),
    );
    if (done) form.reset();
  };

  async #remove(origin: string): Promise<void> {
    const words = this.words.origins;
    const confirmed = await this.ask({
      title: words.remove,
      text: words.removeQuestion(origin),
      confirm: words.remove,
      danger: true,
    });
    if (confirmed) await this.change(() => this.calls.remove(origin), words.removed(origin));
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
