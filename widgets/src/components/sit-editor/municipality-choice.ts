/** Which municipality a new feature is of: the planner's only one, the map's, or the one chosen here. */
import { html, nothing, type TemplateResult } from 'lit';
import { mayPropose, plannedMunicipalities } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { FeatureEdit } from './feature-edit.ts';

type MapState = Pick<SitMap, 'principal' | 'municipality' | 'municipalities'>;

/** Those that the person signed in plans. */
export function municipalityChoices({ principal, municipalities }: MapState): Municipality[] {
  const planned = plannedMunicipalities(principal);
  return planned === 'all'
    ? municipalities
    : municipalities.filter(({ code }) => planned.includes(code));
}

/** The code where there is no doubt; empty where the person has to say it. */
export function municipalityForNew(map: MapState): string {
  const choices = municipalityChoices(map);
  if (choices.length === 1) return choices[0]!.code;
  return choices.find(({ code }) => code === map.municipality)?.code ?? '';
}

/** The feature is of a municipality that the person signed in does not plan. */
export function isOthers({ layer, session }: FeatureEdit, map: MapState | null): boolean {
  return !mayPropose(map?.principal ?? null, layer, session.municipality);
}

export function municipalityTemplate(
  edit: FeatureEdit,
  choices: readonly Municipality[],
  t: EditorTranslation,
): TemplateResult | typeof nothing {
  if (edit.session.base || choices.length < 2) return nothing;
  const chosen = edit.session.municipality;
  return html`<div class="field">
    <label for="municipality"
      >${t.municipality} <span class="mark" aria-hidden="true">*</span></label
    >
    <select
      id="municipality"
      required
      @change=${(event: Event) => edit.setMunicipality((event.target as HTMLSelectElement).value)}
    >
      <option value="" ?selected=${!chosen}>${t.chooseMunicipality}</option>
      ${choices.map(
        ({ code, name }) =>
          html`<option value=${code} ?selected=${code === chosen}>${name}</option>`,
      )}
    </select>
  </div>`;
}
