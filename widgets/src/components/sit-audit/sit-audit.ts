/** The record that nobody can change: searched, read page by page, verified. */
import { html, nothing, type TemplateResult } from 'lit';
import ShieldAlert from 'lucide-static/dist/esm/icons/shield-alert.mjs';
import ShieldCheck from 'lucide-static/dist/esm/icons/shield-check.mjs';
import { AuditCalls, type AuditQuery } from '@sit/client/audit';
import type { AuditEntry, AuditVerification } from '@sit/core/api-audit';
import { AUDIT_EVENTS, type AuditEvent } from '@sit/core/audit';
import type { Municipality } from '@sit/core/tenant';
import { instantOf } from '../../internal/date-time.ts';
import { define } from '../../internal/define.ts';
import { numberText } from '../../internal/format.ts';
import { icon } from '../../internal/icons.ts';
import { OfficeElement } from '../../internal/office-element.ts';
import { entriesView } from './entries-view.ts';
import { auditStyles } from './sit-audit.styles.ts';

const PAGE = 50;

interface Shown {
  entries: readonly AuditEntry[];
  next: number | null;
  municipalities: readonly Municipality[];
}

/**
 * Who did what, for the union's administrators on pages of the SIT's own origin.
 *
 * @element sit-audit
 */
export class SitAudit extends OfficeElement<Shown> {
  static override styles = [...OfficeElement.styles, auditStyles];
  static override properties = { verification: { state: true } };

  /** What the last verification found. */
  declare protected verification: AuditVerification | null;
  #query: AuditQuery = {};
  /** As chosen: after a failure the form is drawn anew. */
  #chosen: Readonly<Record<string, string>> = {};

  constructor() {
    super();
    this.verification = null;
  }

  get calls(): AuditCalls {
    return new AuditCalls(this.client.send);
  }

  protected override get heading(): string {
    return this.words.audit.heading;
  }

  protected override async read(signal: AbortSignal): Promise<Shown> {
    const [{ entries, next }, municipalities] = await Promise.all([
      this.calls.list({ ...this.#query, limit: PAGE, signal }),
      this.client.municipalities(signal),
    ]);
    return { entries, next, municipalities };
  }

  protected override actions(): TemplateResult {
    return html`<button type="button" ?disabled=${this.busy} @click=${() => void this.#verify()}>
      ${icon(ShieldCheck)}${this.words.audit.verify}
    </button>`;
  }

  protected override content(shown: Shown): TemplateResult {
    const { entries, next, municipalities } = shown;
    const words = this.words.audit;
    const filtered = Object.keys(this.#query).length > 0;
    return html`${this.verification ? this.#verified(this.verification) : nothing}
    ${this.#search(municipalities)}
    ${
      entries.length === 0
        ? html`<div class="state" role="status">
            <p>${filtered ? words.nothingFound : words.empty}</p>
            ${filtered ? html`<p class="hint">${words.nothingFoundHint}</p>` : nothing}
          </div>`
        : entriesView(entries, municipalities, words, this.locale)
    }
    ${
      next === null
        ? nothing
        : html`<div class="row">
            <button type="button" ?disabled=${this.busy} @click=${() => void this.#more(shown)}>
              ${this.words.more}
            </button>
          </div>`
    }`;
  }

  #search(municipalities: readonly Municipality[]): TemplateResult {
    const words = this.words.audit;
    const chosen = this.#chosen;
    return html`<form role="search" class="fields" @submit=${this.#find}>
      <div class="field">
        <label for="event">${words.event}</label>
        <select id="event" name="event">
          <option value="">${words.everyEvent}</option>
          ${AUDIT_EVENTS.map((event) => html`<option value=${event} .selected=${event === chosen['event']}>${words.events[event]}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="text">${words.text}</label>
        <input id="text" name="text" type="search" maxlength="200" .value=${chosen['text'] ?? ''} />
      </div>
      <div class="field">
        <label for="municipality">${words.municipality}</label>
        <select id="municipality" name="municipality">
          <option value="">${words.everywhere}</option>
          ${municipalities.map(({ code, name }) => html`<option value=${code} .selected=${code === chosen['municipality']}>${name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="from">${words.from}</label>
        <input id="from" name="from" type="datetime-local" .value=${chosen['from'] ?? ''} />
      </div>
      <div class="field">
        <label for="to">${words.to}</label>
        <input id="to" name="to" type="datetime-local" .value=${chosen['to'] ?? ''} />
      </div>
      <div class="row"><button type="submit">${this.words.find}</button></div>
    </form>`;
  }

  #verified({ entries, head, fault }: AuditVerification): TemplateResult {
    const words = this.words.audit;
    const count = numberText(entries, this.locale);
    return html`<div class="verification ${fault ? 'bad' : 'good'}" role="status">
      ${icon(fault ? ShieldAlert : ShieldCheck, 28)}
      <div class="stack">
        <p>
          ${fault ? words.fault(numberText(fault.seq, this.locale), words.faults[fault.reason]) : words.intact(count)}
        </p>
        ${
          head
            ? html`<p class="hint">
                ${words.head(numberText(head.seq, this.locale))} <code>${head.hash}</code>
              </p>`
            : nothing
        }
      </div>
    </div>`;
  }

  readonly #find = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string): string => String(data.get(name)).trim();
    const [from, to] = [given('from'), given('to')];
    this.#chosen = {
      event: given('event'),
      text: given('text'),
      municipality: given('municipality'),
      from,
      to,
    };
    this.#query = {
      ...(given('event') && { event: given('event') as AuditEvent }),
      ...(given('text') && { text: given('text') }),
      ...(given('municipality') && { municipality: given('municipality') }),
      ...(from && { from: instantOf(from) }),
      ...(to && { to: instantOf(to) }),
    };
    void this.load();
  };

  async #more({ entries, next, municipalities }: Shown): Promise<void> {
    await this.act(async () => {
      const page = await this.calls.list({ ...this.#query, limit: PAGE, before: next });
      this.phase = {
        kind: 'ready',
        data: { entries: [...entries, ...page.entries], next: page.next, municipalities },
      };
    }, null);
  }

  async #verify(): Promise<void> {
    this.verification = null;
    await this.act(async () => (this.verification = await this.calls.verify()), null);
  }
}

define('sit-audit', SitAudit);

declare global {
  interface HTMLElementTagNameMap {
    'sit-audit': SitAudit;
  }
}
