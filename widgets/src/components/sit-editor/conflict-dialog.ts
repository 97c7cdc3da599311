/** Two versions of a feature side by side, to choose from field by field. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Field, FieldValue } from '@sit/core/layer';
import { localize } from '@sit/core/layer';
import type { Geometry } from '@sit/core/geometry';
import type { Choice, Difference, Differences, Side } from '@sit/core/merge';
import { verticesOf } from '@sit/editing/address';
import { define } from '../../internal/define.ts';
import { valueText } from '../../internal/format.ts';
import { SitElement } from '../../internal/sit-element.ts';
import { editorTranslationFor } from '../../translations/editor.ts';
import { dialogStyles } from './dialog.styles.ts';
import { keepEscape } from './keep-escape.ts';
import { sketchTemplate } from './geometry-sketch.ts';

/** Go on editing (`back`), save what was chosen, or drop one's own changes. */
export type ConflictAnswer =
  { kind: 'back' } | { kind: 'discard' } | { kind: 'save'; choice: Choice };

/** @element sit-editor-conflict */
export class SitEditorConflict extends SitElement {
  static override styles = [SitElement.styles, dialogStyles];
  static override properties = { differences: { state: true } };

  declare differences: Differences | null;
  #fields: readonly Field[] = [];
  #answer: ((answer: ConflictAnswer) => void) | null = null;

  constructor() {
    super();
    this.differences = null;
  }

  /** What only one side changed is chosen already; what both changed has to be. Esc goes back to editing. */
  async ask(differences: Differences, fields: readonly Field[]): Promise<ConflictAnswer> {
    this.#fields = fields;
    this.differences = differences;
    await this.updateComplete;
    this.renderRoot.querySelector('form')!.reset();
    this.#dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  protected override render(): TemplateResult {
    const t = editorTranslationFor(this.locale).conflict;
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="text"
      @keydown=${keepEscape}
      @close=${this.#closed}
    >
      <form @submit=${this.#submit}>
        <h2 id="title">${t.title}</h2>
        <p id="text">${t.text}</p>
        ${this.differences ? this.#tableTemplate(this.differences) : nothing}
        <div class="actions">
          <button type="button" class="plain" @click=${() => this.#dialog.close()}>
            ${t.back}
          </button>
          <button type="button" @click=${() => this.#finish({ kind: 'discard' })}>
            ${t.discard}
          </button>
          <button class="primary">${t.save}</button>
        </div>
      </form>
    </dialog>`;
  }

  #tableTemplate({ fields, geometry }: Differences): TemplateResult {
    const t = editorTranslationFor(this.locale);
    const rows = this.#fields.flatMap((field) => {
      const difference = fields[field.name];
      const show = (value: FieldValue) => valueText(field, value, this.locale) || t.noValue;
      return difference
        ? [
            this.#rowTemplate(
              `field:${field.name}`,
              localize(field.label, this.locale),
              difference,
              show,
            ),
          ]
        : [];
    });
    const sketch = (shown: Geometry | null, side: Side) => {
      const other = side === 'mine' ? geometry!.theirs : geometry!.mine;
      return html`<span>
        ${shown ? t.conflict.vertices(verticesOf(shown).length) : t.noValue}
        ${sketchTemplate(shown, other)}
      </span>`;
    };
    if (geometry) rows.push(this.#rowTemplate('geometry', t.conflict.geometry, geometry, sketch));
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t.conflict.field}</th>
          <th scope="col">${t.conflict.mine}</th>
          <th scope="col">${t.conflict.theirs}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
  }

  #rowTemplate<Value>(
    name: string,
    label: string,
    { mine, theirs, changedBy }: Difference<Value>,
    show: (value: Value, side: Side) => unknown,
  ): TemplateResult {
    const t = editorTranslationFor(this.locale).conflict;
    const whose = { both: t.both, mine: t.changedByMe, theirs: t.changedByThem }[changedBy];
    const cell = (side: Side, value: Value) =>
      html`<td>
        <label class="choice">
          <input type="radio" name=${name} value=${side} required ?checked=${changedBy === side} />
          <span
            ><span class="visually-hidden">${label}, ${side === 'mine' ? t.mine : t.theirs}: </span
            >${show(value, side)}</span
          >
        </label>
      </td>`;
    return html`<tr>
      <th scope="row">${label}<small class=${changedBy}>${whose}</small></th>
      ${cell('mine', mine)} ${cell('theirs', theirs)}
    </tr>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const chosen = new FormData(event.target as HTMLFormElement);
    const fields: Record<string, Side> = {};
    for (const name of Object.keys(this.differences?.fields ?? {}))
      fields[name] = chosen.get(`field:${name}`) as Side;
    const geometry = (chosen.get('geometry') as Side | null) ?? 'theirs';
    this.#finish({ kind: 'save', choice: { geometry, fields } });
  }

  #finish(answer: ConflictAnswer): void {
    const resolve = this.#answer;
    this.#answer = null;
    this.#dialog.close();
    resolve?.(answer);
  }

  /** Closed by Esc or the first button. */
  #closed(): void {
    this.#answer?.({ kind: 'back' });
    this.#answer = null;
    this.differences = null;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }
}

define('sit-editor-conflict', SitEditorConflict);

declare global {
  interface HTMLElementTagNameMap {
    'sit-editor-conflict': SitEditorConflict;
  }
}
