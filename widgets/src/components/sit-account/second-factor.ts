/** The second factor of one's own: set up by QR code, its recovery codes, taken off. */
import { html, nothing, type TemplateResult } from 'lit';
import Printer from 'lucide-static/dist/esm/icons/printer.mjs';
import type { AccountResponse, SecondFactorSetUpResponse } from '@sit/core/api-auth';
import '../../internal/copy-button.ts';
import { codeField, inputField } from '../../internal/fields.ts';
import { codeIn, passwordIn, submitting } from '../../internal/forms.ts';
import { icon } from '../../internal/icons.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import { qrCode } from './qr-code.ts';
import type { SitAccount } from './sit-account.ts';

type Step =
  | { kind: 'rest' }
  | { kind: 'password'; use: 'set-up' | 'remove' }
  | { kind: 'scan'; setUp: SecondFactorSetUpResponse }
  | { kind: 'codes'; codes: readonly string[] };

export class SecondFactor {
  readonly #host: SitAccount;
  #step: Step = { kind: 'rest' };

  constructor(host: SitAccount) {
    this.#host = host;
  }

  template(
    { enabled, required, recoveryCodesLeft }: AccountResponse['secondFactor'],
    all: IdentityTranslation,
  ): TemplateResult {
    const words = all.secondFactor;
    const step = this.#step;
    return html`<div class="card ${step.kind === 'codes' ? 'recovery' : ''}">
      <h3 class="title" id="factor" tabindex="-1">
        ${words.heading}
        <span class="badge ${enabled ? 'good' : required ? 'error' : ''}"
          >${enabled ? words.on : words.off}</span
        >
      </h3>
      ${step.kind === 'rest' ? this.#rest(enabled, required, recoveryCodesLeft, words) : nothing}
      ${step.kind === 'password' ? this.#password(step.use, words, all.cancel) : nothing}
      ${step.kind === 'scan' ? this.#scan(step.setUp, words, all.cancel) : nothing}
      ${step.kind === 'codes' ? this.#codes(step.codes, words) : nothing}
    </div>`;
  }

  #rest(
    enabled: boolean,
    required: boolean,
    left: number,
    words: IdentityTranslation['secondFactor'],
  ): TemplateResult {
    if (enabled)
      return html`<p>${words.codesLeft(left)}</p>
        <div class="row">
          <button
            type="button"
            class="danger"
            @click=${() => this.#go({ kind: 'password', use: 'remove' })}
          >
            ${words.remove}
          </button>
        </div>`;
    return html`${required ? html`<p class="notice warning">${words.required}</p>` : nothing}
      <p class="hint">${words.why}</p>
      <div class="row">
        <button
          type="button"
          class=${required ? 'primary' : ''}
          @click=${() => this.#go({ kind: 'password', use: 'set-up' })}
        >
          ${words.setUp}
        </button>
      </div>`;
  }

  #password(
    use: 'set-up' | 'remove',
    words: IdentityTranslation['secondFactor'],
    cancel: string,
  ): TemplateResult {
    const submit = (form: HTMLFormElement): Promise<void> =>
      use === 'set-up' ? this.#setUp(form) : this.#remove(form, words);
    return html`<form @submit=${submitting(submit)}>
      <div class="fields">
        ${inputField({
          id: 'factor-password',
          name: 'password',
          label: words.password,
          type: 'password',
          autocomplete: 'current-password',
          required: true,
        })}
        ${use === 'remove' ? factorCode(words, 'letters') : nothing}
      </div>
      <div class="row">
        <button type="submit" class=${use === 'remove' ? 'danger' : 'primary'}>
          ${use === 'remove' ? words.remove : words.goOn}
        </button>
        ${this.#cancel(cancel)}
      </div>
    </form>`;
  }

  #scan(
    { secret, uri }: SecondFactorSetUpResponse,
    words: IdentityTranslation['secondFactor'],
    cancel: string,
  ): TemplateResult {
    return html`<div class="set-up">
      ${qrCode(uri, words.qr)}
      <div class="stack">
        <ol>
          <li>${words.scan}</li>
          <li>${words.thenCode}</li>
        </ol>
        <details>
          <summary>${words.byHand}</summary>
          <p class="secret"><code>${secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
          <sit-copy .text=${secret} label=${words.secret}></sit-copy>
        </details>
        <form @submit=${submitting((form) => this.#confirm(form, words))}>
          ${factorCode(words, 'digits')}
          <div class="row">
            <button type="submit" class="primary">${words.confirm}</button>
            ${this.#cancel(cancel)}
          </div>
        </form>
      </div>
    </div>`;
  }

  #codes(codes: readonly string[], words: IdentityTranslation['secondFactor']): TemplateResult {
    return html`<p class="notice warning" tabindex="-1" id="codes">${words.keepCodes}</p>
      <ul class="codes secret" aria-label=${words.codes}>
        ${codes.map((code) => html`<li>${code}</li>`)}
      </ul>
      <div class="row">
        <sit-copy .text=${codes.join('\n')} label=${words.codes}></sit-copy>
        <button type="button" @click=${() => this.#print()}>
          ${icon(Printer, 18)}${words.print}
        </button>
        <button type="button" class="primary" @click=${() => this.#go({ kind: 'rest' })}>
          ${words.kept}
        </button>
      </div>`;
  }

  #cancel(text: string): TemplateResult {
    return html`<button type="button" class="plain" @click=${() => this.#go({ kind: 'rest' })}>
      ${text}
    </button>`;
  }

  async #setUp(form: HTMLFormElement): Promise<void> {
    const password = passwordIn(form);
    await this.#host.act(async () => {
      const setUp = await this.#host.calls.setUpSecondFactor(password);
      this.#go({ kind: 'scan', setUp });
    }, null);
  }

  async #confirm(form: HTMLFormElement, words: IdentityTranslation['secondFactor']): Promise<void> {
    const done = await this.#host.act(async () => {
      const codes = await this.#host.calls.confirmSecondFactor(codeIn(form));
      this.#go({ kind: 'codes', codes });
    }, words.setUpDone);
    if (done) await this.#host.load();
  }

  async #remove(form: HTMLFormElement, words: IdentityTranslation['secondFactor']): Promise<void> {
    const password = passwordIn(form);
    const code = codeIn(form);
    if (!(await this.#host.sure(words.remove, words.removeQuestion))) return;
    const done = await this.#host.act(
      () => this.#host.calls.removeSecondFactor(password, code),
      words.removed,
    );
    if (!done) return;
    this.#go({ kind: 'rest' });
    await this.#host.load();
  }

  #print(): void {
    this.#host.toggleAttribute('printing', true);
    addEventListener('afterprint', () => this.#host.removeAttribute('printing'), { once: true });
    print();
  }

  #go(step: Step): void {
    this.#step = step;
    this.#host.requestUpdate();
    const first = {
      rest: '#factor',
      password: '#factor-password',
      scan: '#factor-code',
      codes: '#codes',
    };
    void this.#host.focusOn(first[step.kind]);
  }
}

function factorCode(
  words: IdentityTranslation['secondFactor'],
  keyboard: 'digits' | 'letters',
): TemplateResult {
  return codeField({ id: 'factor-code', label: words.code, narrow: true }, keyboard);
}
