/** The panel's tools for the geometry: what to do on the map, its faults and measures, holes, parts, coordinates. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Position } from '@sit/core/geometry';
import { positionAt } from '@sit/editing/address';
import { isMulti, kindOf } from '@sit/editing/parts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import { coordinatesText, parseCoordinates } from './coordinate-input.ts';
import type { MapEdit, Tool } from './map-edit.ts';
import { measureRows } from './measure-text.ts';
import { placedFaultText } from './rule-text.ts';

export interface GeometryView {
  t: EditorTranslation;
  locale: Locale;
  edit: MapEdit;
  snapping: boolean;
  tooMany: boolean;
  coordinatesWrong: boolean;
  setTool: (tool: Tool) => void;
  setSnapping: (snapping: boolean) => void;
  setCoordinates: (position: Position | null) => void;
  show: (position: Position) => void;
  focusMap: () => void;
}

export function geometryTemplate(view: GeometryView): TemplateResult {
  const { t, edit, tooMany } = view;
  return html`<fieldset class="geometry">
    <legend>${t.geometryTools}</legend>
    <p class="hint">${tooMany ? t.zoomForVertices : hint(view)}</p>
    ${edit.drawing ? nothing : reshapingTools(view)} ${faultsTemplate(view)}
    ${measuresTemplate(view)}
    <details>
      <summary>${t.moreTools}</summary>
      <div class="more">
        ${edit.drawing ? nothing : ringTools(view)}
        <label class="check">
          <input
            type="checkbox"
            .checked=${view.snapping}
            @change=${(event: Event) => view.setSnapping((event.target as HTMLInputElement).checked)}
          />
          ${t.snapping}
        </label>
        ${coordinatesTemplate(view)}
      </div>
    </details>
    <details>
      <summary>${t.keyboard}</summary>
      <p class="hint">${t.surface.help}</p>
      <button type="button" @click=${view.focusMap}>${t.focusMap}</button>
    </details>
  </fieldset>`;
}

function hint({ t, edit }: GeometryView): string {
  const kind = kindOf(edit.type);
  if (edit.drawing) return { point: t.drawPoint, line: t.drawLine, polygon: t.drawPolygon }[kind];
  if (edit.tool === 'move') return t.moveHint;
  return kind === 'point' ? t.reshapePoint : t.reshape;
}

function reshapingTools({ t, edit, setTool }: GeometryView): TemplateResult | typeof nothing {
  if (kindOf(edit.type) === 'point') return nothing;
  const tool = (name: Tool, label: string) =>
    html`<button aria-pressed=${edit.tool === name} @click=${() => setTool(name)}>
      ${label}
    </button>`;
  return html`<div class="row">
    ${tool('vertices', t.vertices)} ${tool('move', t.move)}
    <button ?disabled=${!edit.selected} @click=${() => edit.remove()} aria-keyshortcuts="Delete">
      ${t.removeVertex}
    </button>
  </div>`;
}

/** Holes and parts: added anywhere, taken away by what is selected. */
function ringTools({ t, edit }: GeometryView): TemplateResult | typeof nothing {
  const { selected } = edit;
  const stored = edit.session.geometry !== null;
  const mayAddHole = stored && kindOf(edit.type) === 'polygon';
  const mayAddPart = stored && isMulti(edit.type);
  if (!mayAddHole && !mayAddPart) return nothing;
  const button = (shown: boolean, label: string, act: () => void) =>
    shown ? html`<button @click=${act}>${label}</button>` : nothing;
  return html`<div class="row">
    ${button(mayAddHole, t.addHole, () => edit.draw({ into: 'hole', part: selected?.[0] ?? 0 }))}
    ${button(mayAddPart, t.addPart, () => edit.draw({ into: 'part' }))}
    ${button((selected?.[1] ?? 0) > 0, t.removeRing, () => edit.removeSelectedRing('hole'))}
    ${button(mayAddPart && selected !== null, t.removePart, () => edit.removeSelectedRing('part'))}
  </div>`;
}

function faultsTemplate(view: GeometryView): TemplateResult | typeof nothing {
  const { t, edit, show, locale } = view;
  const faults = [
    ...edit.faults.map(({ reason, position }) => ({ text: t.fault[reason], position })),
    ...edit.refused.of(edit.geometry).map((fault) => ({
      text: placedFaultText(fault, t, locale),
      position: fault.position,
    })),
  ];
  if (faults.length === 0) return nothing;
  return html`<ul class="faults">
    ${faults.map(
      ({ text, position }) =>
        html`<li>
          ${text}
          <button class="plain" @click=${() => show(position)}>${t.faultShow}</button>
        </li>`,
    )}
  </ul>`;
}

function measuresTemplate({ t, edit, locale }: GeometryView): TemplateResult | typeof nothing {
  const rows = edit.geometry && !edit.drawing ? measureRows(edit.geometry, locale) : [];
  if (rows.length === 0) return nothing;
  return html`<dl class="measures" title=${t.measuredOn}>
    ${rows.map(
      (row) =>
        html`<div>
          <dt>${t[row.what]}</dt>
          <dd>${row.text}</dd>
        </div>`,
    )}
  </dl>`;
}

function coordinatesTemplate(view: GeometryView): TemplateResult | typeof nothing {
  const { t, edit } = view;
  const selected = edit.geometry && edit.selected && positionAt(edit.geometry, edit.selected);
  if (!selected && !edit.drawing) return nothing;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const input = form.elements.namedItem('coordinates') as HTMLInputElement;
    const position = parseCoordinates(input.value);
    view.setCoordinates(position);
    if (position && edit.drawing) input.value = '';
  };
  return html`<form class="field" @submit=${submit} novalidate>
    <label for="coordinates">${t.coordinates}</label>
    <div class="row">
      <input
        id="coordinates"
        name="coordinates"
        type="text"
        autocomplete="off"
        placeholder=${t.coordinatesHint}
        aria-invalid=${view.coordinatesWrong}
        aria-describedby=${view.coordinatesWrong ? 'coordinates-fault' : nothing}
        .value=${selected ? coordinatesText(selected) : ''}
      />
      <button>${edit.drawing ? t.coordinatesAdd : t.coordinatesSet}</button>
    </div>
    ${
      view.coordinatesWrong
        ? html`<p class="fault" id="coordinates-fault">${t.coordinatesWrong}</p>`
        : nothing
    }
  </form>`;
}
