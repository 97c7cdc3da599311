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
import { inputField, selectField } from '../../internal/fields.ts';
import { numberText } from '../../internal/format.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import { icon } from '../../internal/icons.ts';
import { OfficeElement } from '../../internal/office-element.ts';
import { emptyView, moreButton, municipalityOptions } from '../../internal/office-views.ts';
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
  /** As chosen: after a failure the form is drawn anew. */
  #chosen = { event: '', text: '', municipality: '', from: '', to: '' };

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
      this.calls.list({ ...this.#query, signal }),
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
    const filtered = Object.values(this.#chosen).some(Boolean);
    return html`${this.verification ? this.#verified(this.verification) : nothing}
    ${this.#search(municipalities)}
    ${
      entries.length === 0
        ? filtered
          ? emptyView(words.nothingFound, words.nothingFoundHint)
          : emptyView(words.empty)
        : entriesView(entries, municipalities, words, this.locale)
    }
    ${moreButton(this, next, () => this.#more(shown))}`;
  }

  #search(municipalities: readonly Municipality[]): TemplateResult {
    const words = this.words.audit;
    const chosen = this.#chosen;
    return html`<form
      role="search"
      class="fields"
      @submit=${submitting((form) => this.#find(form))}
    >
      ${selectField({
        id: 'event',
        label: words.event,
        none: words.everyEvent,
        options: AUDIT_EVENTS.map((event) => ({ value: event, text: words.events[event] })),
        chosen: chosen.event,
      })}
      ${inputField({ id: 'text', label: words.text, type: 'search', maxlength: 200, value: chosen.text })}
      ${selectField({
        id: 'municipality',
        label: words.municipality,
        none: words.everywhere,
        options: municipalityOptions(municipalities),
        chosen: chosen.municipality,
      })}
      ${inputField({ id: 'from', label: words.from, type: 'datetime-local', value: chosen.from })}
      ${inputField({ id: 'to', label: words.to, type: 'datetime-local', value: chosen.to })}
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

  #find(form: HTMLFormElement): void {
    const given = textsOf(form);
    this.#chosen = {
      event: given('event'),
      text: given('text'),
      municipality: given('municipality'),
      from: given('from'),
      to: given('to'),
    };
    void this.load();
  }

  get #query(): AuditQuery {
    const { event, text, municipality, from, to } = this.#chosen;
    return {
      event: (event as AuditEvent) || undefined,
      text: text || undefined,
      municipality: municipality || undefined,
      from: from ? instantOf(from) : undefined,
      to: to ? instantOf(to) : undefined,
      limit: PAGE,
    };
  }

  async #more({ entries, next, municipalities }: Shown): Promise<void> {
    await this.show(async () => {
      const page = await this.calls.list({ ...this.#query, before: next });
      return { entries: [...entries, ...page.entries], next: page.next, municipalities };
    });
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
