import type { Feature } from '@sit/core/feature';
import type { Point } from '@sit/core/geometry';
import type { FieldValue } from '@sit/core/layer';
import { describe, expect, it } from 'vitest';
import type { StoredFeature } from '../features/feature.service.ts';
import { mergeEdit } from './merge-edit.ts';
import type { EditContent } from './proposal-edit.repository.ts';

const FIELDS = ['zone', 'name', 'floors'];
const at = (x: number): Point => ({ type: 'Point', coordinates: [x, 0] });

function stored(
  version: number,
  properties: Record<string, FieldValue> = {},
  { x = 0, municipality = 'C096' } = {},
): StoredFeature {
  const own = { zone: 'A', name: 'Prima', floors: 2, ...properties };
  const system = { municipality, version, beginLifespanVersion: '2026-01-01T00:00:00.000Z' };
  const feature = { type: 'Feature', id: 7, geometry: at(x), properties: { ...own, ...system } };
  return { feature: feature as unknown as Feature, geometry: at(x) };
}
const updating = (more: Partial<EditContent> = {}): EditContent => ({
  operation: 'update',
  layer: 'zoning',
  fid: 7,
  baseVersion: 1,
  properties: {},
  geometry: null,
  derivedFrom: null,
  ...more,
});
const merge = (edit: EditContent, base: StoredFeature | null, present: StoredFeature | null) =>
  mergeEdit(edit, { base, present }, 'C096', FIELDS);
const conflict = (more: object) => ({
  kind: 'conflict',
  conflict: { fields: [], geometry: false, gone: false, ...more },
});

describe('an edit whose feature moved on', () => {
  it('is what it was when the feature did not', () => {
    expect(merge(updating(), stored(1), stored(1))).toEqual({ kind: 'current' });
  });

  it('goes onto the present where each changed its own', () => {
    const edit = updating({ properties: { zone: 'B' }, geometry: at(5) });
    expect(merge(edit, stored(1), stored(3, { name: 'Loro' }))).toEqual({
      kind: 'merged',
      edit: { ...edit, baseVersion: 3 },
    });
  });

  it('leaves out what both made alike, field or geometry', () => {
    const edit = updating({ properties: { zone: 'B', floors: 4 }, geometry: at(5) });
    expect(merge(edit, stored(1), stored(2, { zone: 'B' }, { x: 5 }))).toEqual({
      kind: 'merged',
      edit: { ...edit, baseVersion: 2, properties: { floors: 4 }, geometry: null },
    });
    expect(merge(updating({ geometry: at(5) }), stored(1), stored(2, {}, { x: 5 }))).toEqual({
      kind: 'dropped',
    });
  });

  it('clashes where both changed the same otherwise', () => {
    const edit = updating({ properties: { zone: 'B', name: null }, geometry: at(5) });
    expect(merge(edit, stored(1), stored(2, { zone: 'C' }))).toEqual(
      conflict({ fields: ['zone'] }),
    );
    expect(merge(edit, stored(1), stored(2, {}, { x: 9 }))).toEqual(conflict({ geometry: true }));
  });

  it('clashes wherever it differs when its base is on record no more', () => {
    const edit = updating({ properties: { zone: 'B' } });
    expect(merge(edit, null, stored(2))).toEqual(conflict({ fields: ['zone'] }));
  });

  it('has nothing to go onto when the feature is gone, or another municipality’s', () => {
    expect(merge(updating(), stored(1), null)).toEqual(conflict({ gone: true }));
    const moved = stored(2, {}, { municipality: 'H434' });
    expect(merge(updating(), stored(1), moved)).toEqual(conflict({ gone: true }));
  });
});

describe('a delete', () => {
  const deleting = updating({ operation: 'delete' });
  it('is done when the feature is gone, and stands when nothing of it changed', () => {
    expect(merge(deleting, stored(1), null)).toEqual({ kind: 'dropped' });
    expect(merge(deleting, stored(1), stored(2))).toEqual({
      kind: 'merged',
      edit: { ...deleting, baseVersion: 2 },
    });
  });
  it('is not of what someone has worked on since', () => {
    const worked = stored(2, { name: 'Loro' }, { x: 1 });
    expect(merge(deleting, stored(1), worked)).toEqual(
      conflict({ fields: ['name'], geometry: true }),
    );
    // Their version is there and the one they started from is not: who knows what they changed.
    expect(merge(deleting, null, stored(2)).kind).toBe('conflict');
  });
});
