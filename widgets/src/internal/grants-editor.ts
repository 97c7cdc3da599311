/** Roles and where they hold, as rows to choose from. */
import { css, html, nothing, type TemplateResult } from 'lit';
import Plus from 'lucide-static/dist/esm/icons/plus.mjs';
import Trash from 'lucide-static/dist/esm/icons/trash.mjs';
import { isUnionRole, ROLES, type Grant, type Role } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { officeFormStyles } from '../styles/office-form.styles.ts';
import { identityTranslationFor } from '../translations/identity.ts';
import { define } from './define.ts';
import { icon } from './icons.ts';
import { SitElement } from './sit-element.ts';

const grantsStyles = css`
  .grant > select {
    flex: 1 1 12rem;
    inline-size: auto;
    min-inline-size: 0;
  }

  .grant > .hint {
    flex: 1 1 12rem;
  }
`;

/** @element sit-grants */
export class SitGrants extends SitElement {
  static override styles = [SitElement.styles, officeFormStyles, grantsStyles];
  static override properties = {
    initial: { attribute: false },
    municipalities: { attribute: false },
    none: { attribute: false },
    rows: { state: true },
  };

  /** The grants to start from; another array starts anew. */
  declare initial: readonly Grant[];
  declare municipalities: readonly Municipality[];
  /** What it means to have none, where that is not what it means for people. */
  declare none: string | null;
  declare rows: Grant[];

  constructor() {
    super();
    this.initial = [];
    this.municipalities = [];
    this.none = null;
    this.rows = [];
  }

  /** As chosen, each once. */
  get value(): Grant[] {
    const seen = new Set<string>();
    return this.rows.filter(({ role, municipality }) => {
      const key = `${role} ${municipality}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('initial')) this.rows = this.initial.map((grant) => ({ ...grant }));
  }

  protected override render(): TemplateResult {
    const words = identityTranslationFor(this.locale).grants;
    return html`<fieldset>
      <legend>${words.title}</legend>
      ${this.rows.length === 0 ? html`<p class="hint">${this.none ?? words.none}</p>` : nothing}
      ${this.rows.map((row, at) => this.#row(row, at))}
      <div class="row">
        <button type="button" @click=${() => this.#add()}>${icon(Plus, 18)}${words.add}</button>
      </div>
    </fieldset>`;
  }

  #row(row: Grant, at: number): TemplateResult {
    const words = identityTranslationFor(this.locale).grants;
    return html`<div class="row grant">
      <select
        aria-label="${words.role} ${at + 1}"
        @change=${(event: Event) =>
          this.#set(at, { ...row, role: (event.target as HTMLSelectElement).value as Role })}
      >
        ${ROLES.map(
          (role) =>
            html`<option value=${role} .selected=${role === row.role}>
              ${this.t.roles[role]}
            </option>`,
        )}
      </select>
      ${
        isUnionRole(row.role)
          ? html`<span class="hint">${words.wholeUnion}</span>`
          : html`<select
              aria-label="${words.municipality} ${at + 1}"
              @change=${(event: Event) =>
                this.#set(at, {
                  ...row,
                  municipality: (event.target as HTMLSelectElement).value,
                })}
            >
              ${this.municipalities.map(
                ({ code, name }) =>
                  html`<option value=${code} .selected=${code === row.municipality}>
                    ${name}
                  </option>`,
              )}
            </select>`
      }
      <button
        type="button"
        class="plain icon"
        aria-label="${words.remove} ${at + 1}"
        data-row=${at}
        @click=${() => this.#remove(at)}
      >
        ${icon(Trash, 18)}
      </button>
    </div>`;
  }

  #add(): void {
    this.rows = [...this.rows, { role: 'planner', municipality: this.#firstMunicipality() }];
    void this.#focusOn('.grant:nth-last-child(2) select');
  }

  /** The focus goes to the row that takes its place, or to the way to add one. */
  #remove(at: number): void {
    this.rows = this.rows.toSpliced(at, 1);
    const next = Math.min(at, this.rows.length - 1);
    void this.#focusOn(next < 0 ? 'fieldset > .row:last-child button' : `[data-row='${next}']`);
  }

  async #focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #set(at: number, { role, municipality }: Grant): void {
    const placed = isUnionRole(role) ? null : (municipality ?? this.#firstMunicipality());
    this.rows = this.rows.with(at, { role, municipality: placed });
  }

  #firstMunicipality(): string | null {
    return this.municipalities[0]?.code ?? null;
  }
}

define('sit-grants', SitGrants);

declare global {
  interface HTMLElementTagNameMap {
    'sit-grants': SitGrants;
  }
}
