/** API keys: those that portals show in their pages, and those by which programs work. */
import { html, nothing, type TemplateResult } from 'lit';
import KeyRound from 'lucide-static/dist/esm/icons/key-round.mjs';
import { KeyCalls } from '@sit/client/keys';
import type { KeyBody, NewKeyResponse } from '@sit/core/api-people';
import type { Municipality } from '@sit/core/tenant';
import { define } from '../../internal/define.ts';
import { icon } from '../../internal/icons.ts';
import { OfficeElement } from '../../internal/office-element.ts';
import { emptyView } from '../../internal/office-views.ts';
import { keyForm, keyRequest, type KeyKind } from './key-form.ts';
import { keyView, newKeyView } from './key-view.ts';

/** The former token goes on for a day, so that the pages that carry it can be changed without a gap. */
const GRACE_HOURS = 24;

interface Shown {
  keys: readonly KeyBody[];
  municipalities: readonly Municipality[];
  /** Ids and titles of the layers there are, for a key that is for some only. */
  layers: readonly { id: string; title: string }[];
}

/**
 * API keys, for the union's administrators on pages of the SIT's own origin.
 *
 * @element sit-keys
 */
export class SitKeys extends OfficeElement<Shown> {
  static override properties = {
    making: { state: true },
    kind: { state: true },
    made: { state: true },
    withRevoked: { state: true },
  };

  declare protected making: boolean;
  declare protected kind: KeyKind;
  /** Its token is shown until it is closed, and never again where it is a service's. */
  declare protected made: NewKeyResponse | null;
  declare protected withRevoked: boolean;

  constructor() {
    super();
    this.making = false;
    this.kind = 'embed';
    this.made = null;
    this.withRevoked = false;
  }

  get calls(): KeyCalls {
    return new KeyCalls(this.client.send);
  }

  protected override get heading(): string {
    return this.words.keys.heading;
  }

  protected override async read(signal: AbortSignal): Promise<Shown> {
    const [keys, municipalities, catalogue] = await Promise.all([
      this.calls.list(signal),
      this.client.municipalities(signal),
      this.client.layers(signal),
    ]);
    const layers = catalogue.layers.map(({ id, title }) => ({ id, title: title.it }));
    return { keys, municipalities, layers };
  }

  protected override actions(): TemplateResult {
    return html`<button
      type="button"
      class="primary"
      aria-expanded=${this.making}
      @click=${() => this.#openForm()}
    >
      ${icon(KeyRound)}${this.words.keys.make}
    </button>`;
  }

  protected override content({ keys, municipalities, layers }: Shown): TemplateResult {
    const words = this.words.keys;
    const revoked = keys.filter(({ revokedAt }) => revokedAt !== null);
    const shown = this.withRevoked ? keys : keys.filter(({ revokedAt }) => revokedAt === null);
    return html`${
      this.making
        ? keyForm(
            this.kind,
            { all: this.words, municipalities, layers, busy: this.busy },
            {
              choose: (kind) => (this.kind = kind),
              submit: (form) => this.#make(form),
              cancel: () => (this.making = false),
            },
          )
        : nothing
    }
    ${
      this.made
        ? newKeyView(
            this.made,
            this.client.server,
            this.words,
            this.t.close,
            () => (this.made = null),
          )
        : nothing
    }
    ${
      shown.length === 0
        ? emptyView(words.empty, words.emptyHint)
        : html`<ul class="cards">
            ${shown.map(
              (key) =>
                html`<li class="card">
                  ${keyView(key, municipalities, this, {
                    rotate: () => void this.#rotate(key),
                    revoke: () => void this.#revoke(key),
                    snippet: () => this.#show({ ...key, token: key.token! }),
                  })}
                </li>`,
            )}
          </ul>`
    }
    ${
      revoked.length > 0
        ? html`<label class="choice">
            <input
              type="checkbox"
              .checked=${this.withRevoked}
              @change=${() => (this.withRevoked = !this.withRevoked)}
            />
            ${words.withRevoked(revoked.length)}
          </label>`
        : nothing
    }`;
  }

  #openForm(): void {
    this.making = !this.making;
    if (this.making) void this.focusOn('#key-name');
  }

  #show(key: NewKeyResponse): void {
    this.made = key;
    void this.focusOn('#made');
  }

  async #make(form: HTMLFormElement): Promise<void> {
    const request = keyRequest(this.kind, form);
    if (request.kind === 'service' && request.grants.length === 0) {
      this.message = { kind: 'error', text: this.words.keys.roleNeeded };
      return;
    }
    const done = await this.change(
      async () => this.#show(await this.calls.make(request)),
      this.words.keys.made(request.name),
    );
    if (done) this.making = false;
  }

  async #rotate({ id, name }: KeyBody): Promise<void> {
    const words = this.words.keys;
    const confirmed = await this.ask({
      title: words.rotate,
      text: words.rotateQuestion(name, GRACE_HOURS),
      confirm: words.rotate,
    });
    if (!confirmed) return;
    await this.change(
      async () => this.#show(await this.calls.rotate(id, GRACE_HOURS)),
      words.rotated(name),
    );
  }

  async #revoke({ id, name }: KeyBody): Promise<void> {
    const words = this.words.keys;
    if (!(await this.sure(words.revoke, words.revokeQuestion(name)))) return;
    if (this.made?.id === id) this.made = null;
    await this.change(() => this.calls.revoke(id), words.revoked(name));
  }
}

define('sit-keys', SitKeys);

declare global {
  interface HTMLElementTagNameMap {
    'sit-keys': SitKeys;
  }
}
