/** Live measures of what is being edited, as shown beside the cursor and in the panel. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Locale } from '../../translations/translation.ts';
import type { MapEdit } from './map-edit.ts';
import { positionAt, ringAt } from '@sit/editing/address';
import {
  bearingDegrees,
  lengthMeters,
  measuresOf,
  ringAreaSquareMeters,
} from '@sit/editing/measure';
import { distanceMeters } from '@sit/editing/local-metric';
import { kindOf } from '@sit/editing/parts';
import { areaText, bearingText, lengthText } from './format.ts';

/** While drawing: the edge in hand and the whole so far; while carrying a vertex: its edge and the area. */
export function besideText(edit: MapEdit, locale: Locale): string {
  const { cursor } = edit;
  const { draft } = edit.session;
  if (!cursor) return '';
  if (draft) {
    const last = draft.positions.at(-1);
    if (!last) return '';
    const line = [...draft.positions, cursor];
    const whole =
      draft.kind === 'polygon' && line.length > 2
        ? areaText(ringAreaSquareMeters([...line, line[0]!]), locale)
        : line.length > 2
          ? lengthText(lengthMeters(line), locale)
          : '';
    return [edgeText(last, cursor, locale), whole].filter(Boolean).join(' · ');
  }
  if (!edit.carrying || !edit.geometry) return '';
  return [carriedEdgeText(edit, edit.geometry, cursor, locale), wholeText(edit.geometry, locale)]
    .filter(Boolean)
    .join(' · ');
}

export interface MeasureRow {
  what: 'length' | 'perimeter' | 'area';
  text: string;
}

export function measureRows(geometry: Geometry, locale: Locale): MeasureRow[] {
  const kind = kindOf(geometry.type);
  if (kind === 'point') return [];
  const measures = measuresOf(geometry);
  const length = lengthText(measures.lengthMeters, locale);
  if (kind === 'line') return [{ what: 'length', text: length }];
  return [
    { what: 'area', text: areaText(measures.areaSquareMeters, locale) },
    { what: 'perimeter', text: length },
  ];
}

function wholeText(geometry: Geometry, locale: Locale): string {
  return measureRows(geometry, locale)[0]?.text ?? '';
}

function carriedEdgeText(edit: MapEdit, geometry: Geometry, at: Position, locale: Locale): string {
  if (!edit.selected) return '';
  const [part, ring, index] = edit.selected;
  const before =
    positionAt(geometry, [part, ring, index - 1]) ??
    (kindOf(geometry.type) === 'polygon' ? ringAt(geometry, part, ring)?.at(-2) : null);
  return before ? edgeText(before, at, locale) : '';
}

function edgeText(from: Position, to: Position, locale: Locale): string {
  return `${lengthText(distanceMeters(from, to), locale)} · ${bearingText(bearingDegrees(from, to), locale)}`;
}
