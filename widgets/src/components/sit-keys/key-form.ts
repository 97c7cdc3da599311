/** The form that makes a key, and the request that is in it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { KeyRequest } from '@sit/core/api-people';
import type { Municipality } from '@sit/core/tenant';
import { instantOf } from '../../internal/date-time.ts';
import { inputField } from '../../internal/fields.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import '../../internal/grants-editor.ts';
import type { IdentityTranslation } from '../../translations/identity.it.ts';

export type KeyKind = KeyRequest['kind'];

interface KeyFormInput {
  all: IdentityTranslation;
  municipalities: readonly Municipality[];
  layers: readonly { id: string; title: string }[];
  busy: boolean;
}

export function keyForm(
  kind: KeyKind,
  { all, municipalities, layers, busy }: KeyFormInput,
  actions: {
    choose: (kind: KeyKind) => void;
    submit: (form: HTMLFormElement) => void;
    cancel: () => void;
  },
): TemplateResult {
  const words = all.keys;
  return html`<form
    class="card"
    aria-labelledby="make-heading"
    @submit=${submitting(actions.submit)}
  >
    <h3 id="make-heading">${words.make}</h3>
    <fieldset>
      <legend>${words.kind}</legend>
      ${(['embed', 'service'] as const).map(
        (each) =>
          html`<label class="choice">
            <input
              type="radio"
              name="kind"
              value=${each}
              .checked=${each === kind}
              @change=${() => actions.choose(each)}
            />
            <span>${words.kinds[each]}<br /><small>${words.kindHints[each]}</small></span>
          </label>`,
      )}
    </fieldset>
    <div class="fields tops">
      ${inputField({
        id: 'key-name',
        name: 'name',
        label: words.name,
        type: 'text',
        maxlength: 200,
        autocomplete: 'off',
        required: true,
      })}
      ${inputField({
        id: 'per-minute',
        name: 'requestsPerMinute',
        label: words.requestsPerMinute,
        type: 'number',
        min: 1,
        max: 100_000,
        hint: words.requestsHint,
      })}
      ${
        kind === 'service'
          ? inputField({
              id: 'expires',
              name: 'expiresAt',
              label: words.expires,
              type: 'datetime-local',
              hint: words.expiresHint,
            })
          : nothing
      }
    </div>
    ${
      kind === 'embed'
        ? html`<div class="field">
            <label for="origins">${words.origins}</label>
            <textarea
              id="origins"
              name="origins"
              rows="3"
              required
              placeholder="https://www.comune.example.it"
              aria-describedby="origins-hint"
            ></textarea>
            <p id="origins-hint" class="hint">${words.originsHint}</p>
          </div>`
        : html`<sit-grants .municipalities=${municipalities} .none=${words.roleNeeded}></sit-grants>
            <label class="choice">
              <input type="checkbox" name="write" />
              <span>${words.mayWrite}<br /><small>${words.mayWriteHint}</small></span>
            </label>`
    }
    <details>
      <summary>${words.someLayers}</summary>
      <fieldset>
        <legend class="visually-hidden">${words.layers}</legend>
        ${layers.map(
          ({ id, title }) =>
            html`<label class="choice">
              <input type="checkbox" name="layers" value=${id} />
              <span>${title} <small>${id}</small></span>
            </label>`,
        )}
        <p class="hint">${words.someLayersHint[kind]}</p>
      </fieldset>
    </details>
    <div class="row">
      <button type="submit" class="primary" ?disabled=${busy}>${words.makeIt}</button>
      <button type="button" class="plain" @click=${actions.cancel}>${all.cancel}</button>
    </div>
  </form>`;
}

export function keyRequest(kind: KeyKind, form: HTMLFormElement): KeyRequest {
  const data = new FormData(form);
  const given = textsOf(form);
  const layers = data.getAll('layers').map(String);
  const common = {
    name: given('name'),
    ...(layers.length > 0 ? { layers } : {}),
    ...(given('requestsPerMinute') === ''
      ? {}
      : { requestsPerMinute: Number(given('requestsPerMinute')) }),
  };
  if (kind === 'embed')
    return {
      kind,
      ...common,
      origins: given('origins')
        .split(/[\s,]+/)
        .filter(Boolean),
    };
  return {
    kind,
    ...common,
    grants: form.querySelector('sit-grants')!.value,
    write: data.has('write'),
    ...(given('expiresAt') === '' ? {} : { expiresAt: instantOf(given('expiresAt')) }),
  };
}
