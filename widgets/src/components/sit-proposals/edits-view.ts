/** What a proposal does, feature by feature: before and after side by side, conflicts with their ways out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CatalogueLayer } from '@sit/client/client';
import type { ProposalDifference, ProposedContent } from '@sit/core/api-proposal';
import { localize } from '@sit/core/layer';
import {
  differenceTable,
  fieldDifferences,
  type FieldDifference,
} from '../../internal/difference-table.ts';
import { valueText } from '../../internal/format.ts';
import type { ProposalsTranslation } from '../../translations/proposals.it.ts';
import type { Locale } from '../../translations/translation.ts';
import type { OpenProposal } from './open-proposal.ts';

export interface EditsView {
  proposal: OpenProposal;
  t: ProposalsTranslation;
  locale: Locale;
  layer: (id: string) => CatalogueLayer | null;
  /** Number of the edit unfolded. */
  unfolded: number | null;
  unfold: (edit: number | null) => void;
  show: (difference: ProposalDifference) => void;
  change: (difference: ProposalDifference) => void;
  remove: (edit: number) => void;
  settle: (difference: ProposalDifference, keep: 'mine' | 'theirs') => void;
  more: () => void;
}

export function editsTemplate(view: EditsView): TemplateResult {
  const { t, proposal } = view;
  const { differences, detail } = proposal;
  return html`<section aria-labelledby="edits">
    <h4 id="edits">${t.edits}</h4>
    ${
      detail.editCount === 0
        ? html`<p class="hint">
            ${t.noEdits} ${detail.permissions.edit ? t.noEditsHint : nothing}
          </p>`
        : html`<div>${differences.map((difference) => editTemplate(difference, view))}</div>`
    }
    ${
      proposal.hasMoreEdits
        ? html`<button type="button" ?disabled=${proposal.busy} @click=${view.more}>
            ${t.moreEdits}
          </button>`
        : nothing
    }
  </section>`;
}

function editTemplate(difference: ProposalDifference, view: EditsView): TemplateResult {
  const { t, locale } = view;
  const { edit } = difference;
  const layer = view.layer(edit.layer);
  const unfolded = edit.number === view.unfolded;
  const toggled = (event: ToggleEvent): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open !== (view.unfolded === edit.number)) view.unfold(open ? edit.number : null);
  };
  return html`<details .open=${unfolded} data-edit=${edit.number} @toggle=${toggled}>
    <summary>
      <span
        ><span class="name">${nameOf(difference, layer, t, locale)}</span
        ><span class="meta">${layer ? localize(layer.title, locale) : edit.layer}</span></span
      >
      <span class="row">${badgesTemplate(difference, t)}</span>
    </summary>
    ${unfolded ? insideTemplate(difference, layer, view) : nothing}
  </details>`;
}

function badgesTemplate({ edit }: ProposalDifference, t: ProposalsTranslation): TemplateResult {
  return html`${
      edit.conflict
        ? html`<span class="badge warning">${t.conflicted}</span>`
        : edit.stale
          ? html`<span class="badge warning">${t.stale}</span>`
          : nothing
    }<span class="badge ${edit.operation}">${t.operation[edit.operation]}</span>`;
}

function insideTemplate(
  difference: ProposalDifference,
  layer: CatalogueLayer | null,
  view: EditsView,
): TemplateResult {
  const { t, locale, proposal } = view;
  const { edit } = difference;
  const { permissions } = proposal.detail;
  const moves = edit.operation === 'update' && mineOrBoth(difference.geometryChangedBy);
  return html`<div class="inside">
    ${edit.operation === 'delete' ? html`<p>${t.deletes}</p>` : nothing}
    ${layer ? differenceTable(rowsOf(difference, layer, t), t.table, locale) : nothing}
    ${
      edit.operation === 'update'
        ? html`<p class="meta">${moves ? t.geometryChanged : t.geometrySame}</p>`
        : nothing
    }
    ${
      moves
        ? html`<p class="key"><span>${t.before}</span><span class="after">${t.after}</span></p>`
        : nothing
    }
    ${conflictTemplate(difference, layer, view)}
    <div class="row">
      <button type="button" @click=${() => view.show(difference)}>${t.show}</button>
      ${
        permissions.edit
          ? html`${
                edit.operation === 'delete'
                  ? nothing
                  : html`<button
                      type="button"
                      ?disabled=${proposal.busy || edit.stale}
                      @click=${() => view.change(difference)}
                    >
                      ${t.change}
                    </button>`
              }
              <button
                type="button"
                class="danger"
                ?disabled=${proposal.busy}
                @click=${() => view.remove(edit.number)}
              >
                ${t.remove}
              </button>`
          : nothing
      }
    </div>
  </div>`;
}

function conflictTemplate(
  difference: ProposalDifference,
  layer: CatalogueLayer | null,
  view: EditsView,
): TemplateResult | typeof nothing {
  const { t, locale, proposal } = view;
  const { conflict } = difference.edit;
  if (!conflict) return nothing;
  const labels = conflict.fields.map((name) => {
    const field = layer?.fields.find((each) => each.name === name);
    return field ? localize(field.label, locale) : name;
  });
  const fields = [...labels, ...(conflict.geometry ? [t.conflict.geometry] : [])].join(', ');
  const settle = (keep: 'mine' | 'theirs', text: string): TemplateResult =>
    html`<button
      type="button"
      ?disabled=${proposal.busy}
      @click=${() => view.settle(difference, keep)}
    >
      ${text}
    </button>`;
  return html`<div class="notice warning">
    <p>${conflict.gone ? t.conflict.gone : t.conflict.both(fields)}</p>
    ${
      conflict.gone || !proposal.detail.permissions.edit
        ? nothing
        : html`<div class="row">
            ${settle('mine', t.conflict.keepMine)} ${settle('theirs', t.conflict.keepTheirs)}
          </div>`
    }
  </div>`;
}

function rowsOf(
  difference: ProposalDifference,
  layer: CatalogueLayer,
  t: ProposalsTranslation,
): FieldDifference[] {
  const { edit, present, proposed, fields } = difference;
  if (edit.operation === 'create') return fieldDifferences(layer.fields, {}, given(proposed));
  if (edit.operation === 'delete') return fieldDifferences(layer.fields, given(present), {});
  return layer.fields.flatMap((field) => {
    const found = fields[field.name];
    if (!found || !mineOrBoth(found.changedBy)) return [];
    const note = found.changedBy === 'both' ? { note: t.changedByBoth } : {};
    return [{ field, before: found.theirs, after: found.mine, ...note }];
  });
}

function nameOf(
  { edit, present, base, proposed }: ProposalDifference,
  layer: CatalogueLayer | null,
  t: ProposalsTranslation,
  locale: Locale,
): string {
  const field = layer?.fields.find(({ name }) => name === layer.titleField);
  const properties = given(proposed ?? present ?? base);
  const name = field ? valueText(field, properties[field.name], locale) : '';
  if (name) return name;
  return edit.operation === 'create' ? t.newFeature : t.number(edit.fid);
}

function given(content: ProposedContent | null): ProposedContent['properties'] {
  return content?.properties ?? {};
}

function mineOrBoth(by: 'mine' | 'theirs' | 'both' | null): boolean {
  return by === 'mine' || by === 'both';
}
