import { describe, expect, it } from 'vitest';
import type { Geometry } from '@sit/core/geometry';
import type { Field } from '@sit/core/layer';
import { EditSession, initialProperties } from './edit-session.ts';
import { extendDraft, startDraft } from './draw.ts';
import { polygon } from './fixtures.ts';
import { moveVertex } from './move-vertex.ts';

const target = { layer: 'zoning', municipality: 'C096' };
const stored = { geometry: polygon as Geometry, properties: { zone: 'B', name: 'Centro' } };

function edit(): EditSession {
  return new EditSession(target, { fid: 7, version: 3 }, stored);
}
function moved(geometry: Geometry | null): Geometry {
  const outcome = moveVertex(geometry!, [0, 0, 1], [14.2, 41.9]);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.geometry;
}

describe('EditSession', () => {
  it('starts clean, with nothing to save or undo', () => {
    const session = edit();
    expect(session.isDirty).toBe(false);
    expect(session.toOperation()).toBeNull();
    expect(session.undo()).toBe(false);
  });

  it('goes back and forth over geometry and properties alike', () => {
    const session = edit();
    session.apply({ geometry: moved(session.geometry) });
    session.setProperty('zone', 'C');
    expect(session.undo()).toBe(true);
    expect(session.properties['zone']).toBe('B');
    expect(session.undo()).toBe(true);
    expect(session.geometry).toBe(polygon);
    expect(session.isDirty).toBe(false);
    session.redo();
    session.redo();
    expect(session.properties['zone']).toBe('C');
    expect(session.canRedo).toBe(false);
  });

  it('a step after an undo forgets what was undone', () => {
    const session = edit();
    session.setProperty('zone', 'C');
    session.undo();
    session.setProperty('zone', 'D');
    expect(session.canRedo).toBe(false);
    session.undo();
    expect(session.properties['zone']).toBe('B');
  });

  it('typing in one field is undone at once, two fields one by one', () => {
    const session = edit();
    for (const name of ['C', 'Ce', 'Cen']) session.setProperty('name', name);
    session.setProperty('zone', 'C');
    session.undo();
    expect(session.properties).toEqual({ zone: 'B', name: 'Cen' });
    session.undo();
    expect(session.properties).toEqual({ zone: 'B', name: 'Centro' });
  });

  it('saves only what changed', () => {
    const session = edit();
    session.setProperty('name', 'Centro storico');
    expect(session.toOperation()).toEqual({
      operation: 'update',
      layer: 'zoning',
      fid: 7,
      baseVersion: 3,
      properties: { name: 'Centro storico' },
    });
    const geometry = moved(session.geometry);
    session.apply({ geometry });
    session.undo();
    session.undo();
    session.apply({ geometry });
    expect(session.toOperation()).toEqual({
      operation: 'update',
      layer: 'zoning',
      fid: 7,
      baseVersion: 3,
      geometry,
    });
  });

  it('a value put back to what it was is no change', () => {
    const session = edit();
    session.setProperty('name', 'x');
    session.setProperty('name', 'Centro');
    expect(session.isDirty).toBe(false);
  });

  it('a new feature is created in its municipality, without empty fields', () => {
    const session = new EditSession(target, null, {
      geometry: null,
      properties: { zone: null, name: 'Nuova' },
    });
    expect(session.toOperation()).toBeNull();
    expect(session.toDeletion()).toBeNull();
    session.apply({ geometry: polygon });
    expect(session.toOperation()).toEqual({
      operation: 'create',
      layer: 'zoning',
      municipality: 'C096',
      geometry: polygon,
      properties: { name: 'Nuova' },
    });
  });

  it('a drawing is an unsaved change from its first vertex on', () => {
    const empty = { geometry: null, properties: {} };
    const session = new EditSession(target, null, empty, startDraft('Polygon'));
    expect(session.isDirty).toBe(false);
    session.apply({ draft: extendDraft(session.draft!, [14, 42]) });
    expect(session.isDirty).toBe(true);
  });

  it('takes over what the server made of a save', () => {
    const session = edit();
    session.setProperty('name', 'centro');
    const answered = { geometry: polygon as Geometry, properties: { zone: 'B', name: 'CENTRO' } };
    session.rebase({ fid: 7, version: 4 }, answered, { asCurrent: true });
    expect(session.properties['name']).toBe('CENTRO');
    expect(session.isDirty).toBe(false);
  });

  it('after a save it is clean on the new version, and an undo is a further change', () => {
    const session = edit();
    session.setProperty('zone', 'C');
    session.rebase({ fid: 7, version: 4 }, session.state);
    expect(session.isDirty).toBe(false);
    session.undo();
    expect(session.toOperation()).toMatchObject({ baseVersion: 4, properties: { zone: 'B' } });
  });

  it('deletes the version it knows', () => {
    expect(edit().toDeletion()).toEqual({
      operation: 'delete',
      layer: 'zoning',
      fid: 7,
      baseVersion: 3,
    });
  });
});

describe('initialProperties', () => {
  it('are the defaults of what may be edited, null where there is none', () => {
    const field = (name: string, extra: Partial<Field> = {}): Field => ({
      name,
      type: 'text',
      label: { it: name },
      required: false,
      readOnly: false,
      ...extra,
    });
    const fields = [
      field('zone', { default: 'E' }),
      field('name'),
      field('origin', { default: 'sit', readOnly: true }),
    ];
    expect(initialProperties(fields)).toEqual({ zone: 'E', name: null, origin: null });
  });
});
