/** The panel's tools for the geometry: what to do on the map, step back, holes, parts, coordinates, measures. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Position } from '@sit/core/geometry';
import { positionAt } from '@sit/editing/address';
import { kindOf } from '@sit/editing/parts';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import { coordinatesText, parseCoordinates } from './coordinate-input.ts';
import type { MapEdit, Tool } from './map-edit.ts';
import { measureRows } from './measure-text.ts';

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
    ${edit.drawing ? drawingTools(view) : reshapingTools(view)}
    <div class="row">
      <button
        ?disabled=${!edit.session.canUndo}
        @click=${() => edit.undo()}
        aria-keyshortcuts="Control+Z"
      >
        ${t.undo}
      </button>
      <button
        ?disabled=${!edit.session.canRedo}
        @click=${() => edit.redo()}
        aria-keyshortcuts="Control+Y"
      >
        ${t.redo}
      </button>
    </div>
    ${faultsTemplate(view)} ${measuresTemplate(view)}
    <label class="check">
      <input
        type="checkbox"
        .checked=${view.snapping}
        @change=${(event: Event) => view.setSnapping((event.target as HTMLInputElement).checked)}
      />
      ${t.snapping}
    </label>
    ${coordinatesTemplate(view)}
    <details>
      <summary>${t.keyboard}</summary>
      <p class="hint">${t.surface.help}</p>
      <button @click=${view.focusMap}>${t.focusMap}</button>
    </details>
  </fieldset>`;
}

function hint({ t, edit }: GeometryView): string {
  const kind = kindOf(edit.type);
  if (edit.drawing) return { point: t.drawPoint, line: t.drawLine, polygon: t.drawPolygon }[kind];
  if (edit.tool === 'move') return t.moveHint;
  return kind === 'point' ? t.reshapePoint : t.reshape;
}

function drawingTools({ t, edit }: GeometryView): TemplateResult {
  const empty = edit.session.draft?.positions.length === 0;
  return html`<div class="row">
    <button class="primary" ?disabled=${!edit.mayFinish} @click=${() => edit.finish()}>
      ${t.finish}
    </button>
    <button ?disabled=${empty} @click=${() => edit.remove()}>${t.removeVertex}</button>
    <button ?disabled=${empty && !edit.session.geometry} @click=${() => edit.cancelDraft()}>
      ${t.cancelDrawing}
    </button>
  </div>`;
}

function reshapingTools({ t, edit, setTool }: GeometryView): TemplateResult {
  const tool = (name: Tool, label: string) =>
    html`<button
      aria-pressed=${edit.tool === name ? 'true' : 'false'}
      @click=${() => setTool(name)}
    >
      ${label}
    </button>`;
  const point = kindOf(edit.type) === 'point';
  const inHole = (edit.selected?.[1] ?? 0) > 0;
  return html`<div class="row">
      ${point ? nothing : html`${tool('vertices', t.vertices)} ${tool('move', t.move)}`}
      ${
        point
          ? nothing
          : html`<button
              ?disabled=${!edit.selected}
              @click=${() => edit.remove()}
              aria-keyshortcuts="Delete"
            >
              ${t.removeVertex}
            </button>`
      }
    </div>
    <div class="row">
      ${
        edit.mayAddHole
          ? html`<button @click=${() => edit.draw({ into: 'hole', part: edit.partForHole })}>
              ${t.addHole}
            </button>`
          : nothing
      }
      ${
        edit.mayAddPart
          ? html`<button @click=${() => edit.draw({ into: 'part' })}>${t.addPart}</button>`
          : nothing
      }
      ${
        inHole
          ? html`<button @click=${() => edit.removeSelectedRing('hole')}>${t.removeRing}</button>`
          : nothing
      }
      ${
        edit.mayAddPart && edit.selected
          ? html`<button @click=${() => edit.removeSelectedRing('part')}>${t.removePart}</button>`
          : nothing
      }
    </div>`;
}

function faultsTemplate({ t, edit, show }: GeometryView): TemplateResult | typeof nothing {
  if (edit.faults.length === 0) return nothing;
  return html`<ul class="faults">
    ${edit.faults.map(
      (fault) =>
        html`<li>
          ${t.fault[fault.reason]}
          <button class="plain" @click=${() => show(fault.position)}>${t.faultShow}</button>
        </li>`,
    )}
  </ul>`;
}

function measuresTemplate({ t, edit, locale }: GeometryView): TemplateResult | typeof nothing {
  const rows = edit.geometry && !edit.drawing ? measureRows(edit.geometry, locale) : [];
  if (rows.length === 0) return nothing;
  return html`<dl class="measures">
    ${rows.map(
      (row) =>
        html`<div>
          <dt>${t[row.what]}</dt>
          <dd>${row.text}</dd>
        </div>`,
    )}
    <p class="hint">${t.measuredOn}</p>
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
        inputmode="text"
        autocomplete="off"
        placeholder=${t.coordinatesHint}
        aria-invalid=${view.coordinatesWrong ? 'true' : 'false'}
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
