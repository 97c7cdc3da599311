/** A question with two answers, in a native dialog. */
import { html, type TemplateResult } from 'lit';
import { define } from './define.ts';
import { SitElement } from './sit-element.ts';
import { dialogStyles } from '../styles/dialog.styles.ts';
import { keepEscape } from './keep-escape.ts';

export interface Question {
  title: string;
  text: string;
  /** Label of the answer that does it. */
  confirm: string;
  cancel: string;
  /** It cannot be undone: the button is red. */
  danger?: boolean;
}

/** @element sit-confirm */
export class SitConfirm extends SitElement {
  static override styles = [SitElement.styles, dialogStyles];
  static override properties = { question: { state: true } };

  declare question: Question | null;
  #answer: ((confirmed: boolean) => void) | null = null;
  #pending: Promise<boolean> | null = null;

  constructor() {
    super();
    this.question = null;
  }

  /**
   * True when confirmed; Esc is the other answer. A question waits for the one before it: a dialog tells
   * of its closing only later, and would otherwise answer the next one.
   */
  async ask(question: Question): Promise<boolean> {
    while (this.#pending) await this.#pending;
    this.#pending = this.#show(question);
    const confirmed = await this.#pending;
    this.#pending = null;
    return confirmed;
  }

  async #show(question: Question): Promise<boolean> {
    this.question = question;
    await this.updateComplete;
    this.#dialog.returnValue = '';
    this.#dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  protected override render(): TemplateResult {
    const {
      title = '',
      text = '',
      confirm = '',
      cancel = '',
      danger = false,
    } = this.question ?? {};
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="text"
      @keydown=${keepEscape}
      @close=${this.#closed}
    >
      <form method="dialog" class="short">
        <h2 id="title">${title}</h2>
        <p id="text">${text}</p>
        <div class="actions">
          <button value="cancel">${cancel}</button>
          <button value="confirm" class=${danger ? 'primary danger' : 'primary'}>${confirm}</button>
        </div>
      </form>
    </dialog>`;
  }

  #closed(): void {
    this.#answer?.(this.#dialog.returnValue === 'confirm');
    this.#answer = null;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }
}

define('sit-confirm', SitConfirm);

declare global {
  interface HTMLElementTagNameMap {
    'sit-confirm': SitConfirm;
  }
}
