/** The one question before a step that others will see; some steps ask for a reason, too. */
import { html, nothing, type TemplateResult } from 'lit';
import { define } from '../../internal/define.ts';
import { keepEscape } from '../../internal/keep-escape.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { dialogStyles } from '../../styles/dialog.styles.ts';
import type { StepWords } from '../../translations/proposals.it.ts';

export interface StepQuestion {
  words: StepWords;
  reasonRequired: boolean;
  /** Said of a reason that is missing. */
  reasonMissing: string;
  /** The button is red. */
  danger: boolean;
}

/** Null when it was given up. */
export type StepAnswer = { reason: string } | null;

const LONGEST_REASON = 2000;

/** @element sit-proposals-step */
export class SitProposalsStep extends SitElement {
  static override styles = [SitElement.styles, dialogStyles];
  static override properties = { question: { state: true }, missing: { state: true } };

  declare question: StepQuestion | null;
  declare missing: boolean;
  #answer: ((answer: StepAnswer) => void) | null = null;
  #pending: Promise<StepAnswer> | null = null;

  constructor() {
    super();
    this.question = null;
    this.missing = false;
  }

  /**
   * A question waits for the one before it: a dialog tells of its closing only later, and would otherwise
   * answer the next one.
   */
  async ask(question: StepQuestion): Promise<StepAnswer> {
    while (this.#pending) await this.#pending;
    this.#pending = this.#show(question);
    const answer = await this.#pending;
    this.#pending = null;
    return answer;
  }

  async #show(question: StepQuestion): Promise<StepAnswer> {
    this.question = question;
    this.missing = false;
    await this.updateComplete;
    if (this.#reason) this.#reason.value = '';
    this.#dialog.returnValue = '';
    this.#dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  protected override render(): TemplateResult {
    const { words, danger } = this.question ?? {};
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="text"
      @keydown=${keepEscape}
      @close=${() => this.#closed()}
    >
      <form method="dialog" class="short" novalidate @submit=${this.#submitted}>
        <h2 id="title">${words?.title}</h2>
        <p id="text">${words?.text}</p>
        ${words?.reason ? this.#reasonTemplate(words.reason) : nothing}
        <div class="actions">
          <button value="cancel">${words?.cancel}</button>
          <button value="confirm" class=${danger ? 'primary danger' : 'primary'}>
            ${words?.act}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  #reasonTemplate(label: string): TemplateResult {
    return html`<label for="reason" class="reason">${label}</label>
      <textarea
        id="reason"
        rows="3"
        maxlength=${LONGEST_REASON}
        aria-invalid=${this.missing}
        aria-describedby=${this.missing ? 'missing' : nothing}
      ></textarea>
      ${this.missing ? html`<p id="missing" class="fault">${this.question?.reasonMissing}</p>` : nothing}`;
  }

  #submitted(event: SubmitEvent): void {
    const confirms = (event.submitter as HTMLButtonElement | null)?.value === 'confirm';
    if (!confirms || !this.question?.reasonRequired || this.#reason?.value.trim()) return;
    event.preventDefault();
    this.missing = true;
    this.#reason?.focus();
  }

  #closed(): void {
    const confirmed = this.#dialog.returnValue === 'confirm';
    this.#answer?.(confirmed ? { reason: this.#reason?.value.trim() ?? '' } : null);
    this.#answer = null;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  get #reason(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }
}

define('sit-proposals-step', SitProposalsStep);

declare global {
  interface HTMLElementTagNameMap {
    'sit-proposals-step': SitProposalsStep;
  }
}
