/** Base of the elements of an office's desk (people, keys, the record): no map, one server, the states drawn. */
import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { SitClient } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { SessionResponse } from '@sit/core/api-auth';
import { mayManageUnion } from '@sit/core/permission';
import { officeFormStyles } from '../styles/office-form.styles.ts';
import { officeStyles } from '../styles/office.styles.ts';
import { identityTranslationFor } from '../translations/identity.ts';
import type { IdentityTranslation } from '../translations/identity.it.ts';
import './confirm-dialog.ts';
import type { Question, SitConfirm } from './confirm-dialog.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { SitElement } from './sit-element.ts';

export type Barrier = 'signed-out' | 'forbidden' | 'missing';

type OfficePhase<T> =
  | { kind: 'loading' }
  | { kind: 'ready'; data: T }
  /** `missing`: their roles wait for a second factor. */
  | { kind: Barrier }
  | { kind: 'failed'; detail: string };

interface Message {
  kind: 'saved' | 'error';
  text: string;
}

/** `T` is what the element shows once it has been read. */
export abstract class OfficeElement<T> extends SitElement {
  static override styles: CSSResultGroup[] = [SitElement.styles, officeStyles, officeFormStyles];

  static override properties: PropertyDeclarations = {
    server: {},
    phase: { state: true },
    message: { state: true },
    busy: { state: true },
  };

  /** Base URL of the SIT server, of the page's own origin; without it, that origin. */
  declare server: string;
  declare protected phase: OfficePhase<T>;
  declare protected message: Message | null;
  /** Something is on its way to the server. */
  declare busy: boolean;

  #client: SitClient | null = null;
  #reading: AbortController | null = null;

  constructor() {
    super();
    this.addController(new FocusKeeper(this, () => this.busy));
    this.server = '';
    this.phase = { kind: 'loading' };
    this.message = null;
    this.busy = false;
  }

  get client(): SitClient {
    return (this.#client ??= new SitClient({ server: this.server || location.origin }));
  }

  get words(): IdentityTranslation {
    return identityTranslationFor(this.locale);
  }

  /** Reads again what is shown; also the way on after a failure. */
  async load(): Promise<void> {
    this.#reading?.abort();
    if (this.instead()) return;
    const { signal } = (this.#reading = new AbortController());
    try {
      const barrier = this.barrier(await this.client.auth.session(signal));
      if (signal.aborted) return;
      if (barrier) {
        this.phase = { kind: barrier };
        return;
      }
      const data = await this.read(signal);
      if (!signal.aborted) this.phase = { kind: 'ready', data };
    } catch (error) {
      const phase = await this.#refused(error);
      if (!signal.aborted) this.phase = phase;
    }
  }

  /** What keeps somebody from what is shown. The server asks again; here it is to say so without a refusal. */
  protected barrier({ principal, secondFactor }: SessionResponse): Barrier | null {
    if (!principal) return 'signed-out';
    if (secondFactor === 'missing') return 'missing';
    return mayManageUnion(principal) ? null : 'forbidden';
  }

  protected abstract get heading(): string;

  /** Reads what is shown. Throws as the client does. */
  protected abstract read(signal: AbortSignal): Promise<T>;

  protected abstract content(data: T): TemplateResult;

  /** What is shown instead of everything else, whoever is signed in. */
  protected instead(): TemplateResult | null {
    return null;
  }

  /** Beside the heading. */
  protected actions(_data: T): TemplateResult | typeof nothing {
    return nothing;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.load();
  }

  protected override firstUpdated(_changed: PropertyValues<this>): void {
    void this.load();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.toggleAttribute('signed-out', this.phase.kind === 'signed-out');
    if (changed.get('server') === undefined) return;
    this.#client = null;
    this.phase = { kind: 'loading' };
    void this.load();
  }

  /** Does it, says `saved` or what refused it. False when it was not done. */
  async act(work: () => Promise<unknown>, saved: string | null): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.message = null;
    try {
      await work();
      if (saved !== null) this.message = { kind: 'saved', text: saved };
      return true;
    } catch (error) {
      this.message = { kind: 'error', text: this.errorText(error) };
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** As {@link act}, and reads again what is shown before it says so. */
  change(work: () => Promise<unknown>, saved: string): Promise<boolean> {
    return this.act(async () => {
      await work();
      await this.load();
    }, saved);
  }

  /** As {@link act}: what it gives is shown from then on. */
  show(read: () => Promise<T>): Promise<boolean> {
    return this.act(async () => (this.phase = { kind: 'ready', data: await read() }), null);
  }

  protected errorText(error: unknown): string {
    if (!(error instanceof ClientProblem)) return this.words.offline;
    return error.code === 'unauthenticated' ? this.words.ended : error.problem.detail;
  }

  ask(question: Omit<Question, 'cancel'>): Promise<boolean> {
    const confirm = this.renderRoot.querySelector<SitConfirm>('sit-confirm')!;
    return confirm.ask({ ...question, cancel: this.words.cancel });
  }

  /** Asks before something that cannot be undone, named as its button is. */
  sure(action: string, text: string): Promise<boolean> {
    return this.ask({ title: action, text, confirm: action, danger: true });
  }

  /** Sets the focus on what was drawn just now. */
  async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  protected override render(): TemplateResult {
    const { phase } = this;
    const instead = this.instead();
    const ready = phase.kind === 'ready' && !instead;
    return html`<section aria-labelledby="heading" aria-busy=${this.busy}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        ${ready ? this.actions(phase.data) : nothing}
      </header>
      <div class="message" role=${this.message?.kind === 'error' ? 'alert' : 'status'}>
        ${
          this.message
            ? html`<p class="notice ${this.message.kind}">
                <span>${this.message.text}</span>
                <button type="button" class="plain" @click=${() => (this.message = null)}>
                  ${this.t.close}
                </button>
              </p>`
            : nothing
        }
      </div>
      ${instead ?? (phase.kind === 'ready' ? this.content(phase.data) : this.#otherwise(phase))}
      <sit-confirm></sit-confirm>
    </section>`;
  }

  #otherwise(phase: Exclude<OfficePhase<T>, { kind: 'ready' }>): TemplateResult {
    const { words, t } = this;
    switch (phase.kind) {
      case 'loading':
        return html`<p class="visually-hidden" role="status">${t.loading}</p>
          <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
      case 'signed-out':
        return html`<div class="state">
          <p>${words.signedOut}</p>
          <a class="button primary" href=${signInHref(this.client.server)}>${t.login.signIn}</a>
        </div>`;
      case 'forbidden':
        return html`<div class="state">
          <p>${words.forbidden}</p>
          <p class="hint">${words.forbiddenHint}</p>
        </div>`;
      case 'missing':
        return html`<div class="state">
          <p>${t.login.secondFactorMissing}</p>
          <a class="button primary" href="${this.client.server}/account"
            >${t.login.setUpSecondFactor}</a
          >
        </div>`;
      case 'failed':
        return html`<div class="state" role="alert">
          <p>${phase.detail}</p>
          <button type="button" @click=${() => this.#again()}>${t.retry}</button>
        </div>`;
    }
  }

  #again(): void {
    this.phase = { kind: 'loading' };
    void this.load();
  }

  /** A refusal of rights is told apart from nobody being signed in, and from roles that do not hold yet. */
  async #refused(cause: unknown): Promise<OfficePhase<T>> {
    const code = cause instanceof ClientProblem ? cause.code : null;
    if (code === 'unauthenticated') return { kind: 'signed-out' };
    if (code !== 'forbidden') return { kind: 'failed', detail: this.errorText(cause) };
    const session = await this.client.auth.session().catch(() => null);
    return { kind: (session && this.barrier(session)) ?? 'forbidden' };
  }
}

/** Comes back to the page that asks. */
function signInHref(server: string): string {
  return `${server}/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
}
