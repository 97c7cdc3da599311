/** The second factor of one's own: set up by QR code, its recovery codes, taken off. */
import { html, nothing, type TemplateResult } from 'lit';
import Printer from 'lucide-static/dist/esm/icons/printer.mjs';
import type { AccountCalls } from '@sit/client/account';
import type { AccountResponse, SecondFactorSetUpResponse } from '@sit/core/api-auth';
import type { Question } from '../../internal/confirm-dialog.ts';
import '../../internal/copy-button.ts';
import { icon } from '../../internal/icons.ts';
import type { SitElement } from '../../internal/sit-element.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';
import { qrCode } from './qr-code.ts';

type Step =
  | { kind: 'rest' }
  | { kind: 'password'; use: 'set-up' | 'remove' }
  | { kind: 'scan'; setUp: SecondFactorSetUpResponse }
  | { kind: 'codes'; codes: readonly string[] };

/** What it does through the element it is part of. */
export interface SecondFactorDesk {
  calls: () => AccountCalls;
  act: (work: () => Promise<unknown>, saved: string | null) => Promise<boolean>;
  ask: (question: Omit<Question, 'cancel'>) => Promise<boolean>;
  reload: () => Promise<void>;
  focus: (selector: string) => void;
}

export class SecondFactor {
  readonly #host: SitElement;
  readonly #desk: SecondFactorDesk;
  #step: Step = { kind: 'rest' };

  constructor(host: SitElement, desk: SecondFactorDesk) {
    this.#host = host;
    this.#desk = desk;
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
        <div class="field">
          <label for="factor-password">${words.password}</label>
          <input
            id="factor-password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
        </div>
        ${use === 'remove' ? codeField(words) : nothing}
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
          ${codeField(words)}
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
    const password = String(new FormData(form).get('password'));
    await this.#desk.act(async () => {
      const setUp = await this.#desk.calls().setUpSecondFactor(password);
      this.#go({ kind: 'scan', setUp });
    }, null);
  }

  async #confirm(form: HTMLFormElement, words: IdentityTranslation['secondFactor']): Promise<void> {
    const done = await this.#desk.act(async () => {
      const codes = await this.#desk.calls().confirmSecondFactor(codeIn(form));
      this.#go({ kind: 'codes', codes });
    }, words.setUpDone);
    if (done) await this.#desk.reload();
  }

  async #remove(form: HTMLFormElement, words: IdentityTranslation['secondFactor']): Promise<void> {
    const password = String(new FormData(form).get('password'));
    const code = codeIn(form);
    const confirmed = await this.#desk.ask({
      title: words.remove,
      text: words.removeQuestion,
      confirm: words.remove,
      danger: true,
    });
    if (!confirmed) return;
    const done = await this.#desk.act(
      () => this.#desk.calls().removeSecondFactor(password, code),
      words.removed,
    );
    if (!done) return;
    this.#go({ kind: 'rest' });
    await this.#desk.reload();
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
    this.#desk.focus(first[step.kind]);
  }
}

function submitting(submit: (form: HTMLFormElement) => Promise<void>) {
  return (event: SubmitEvent): void => {
    event.preventDefault();
    void submit(event.currentTarget as HTMLFormElement);
  };
}

function codeIn(form: HTMLFormElement): string {
  return String(new FormData(form).get('code')).replace(/\s/g, '');
}

function codeField(words: IdentityTranslation['secondFactor']): TemplateResult {
  return html`<div class="field narrow">
    <label for="factor-code">${words.code}</label>
    <input
      id="factor-code"
      name="code"
      type="text"
      inputmode="numeric"
      autocomplete="one-time-code"
      maxlength="64"
      required
    />
  </div>`;
}
