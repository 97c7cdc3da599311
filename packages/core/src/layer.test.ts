import { describe, expect, it } from 'vitest';
import { LAYER_ID, isFieldName, toFieldName } from './layer.ts';

describe('a field name made from a source file’s', () => {
  it.each([
    ['TIPOVINC', 'tipovinc'],
    ['Località', 'localita'],
    ['SHAPE_LE_1', 'shape_le_1'],
    ['2014 (m²)', 'f_2014_m2'],
    ['geometry', 'geometry_2'],
    ['fid', 'fid_2'],
    ['"; drop table x; --', 'drop_table_x'],
    ['日本', 'f'],
    ['', 'f'],
  ])('%s becomes %s', (source, expected) => {
    expect(toFieldName(source)).toBe(expected);
    expect(isFieldName(toFieldName(source))).toBe(true);
  });

  it('avoids the names already taken', () => {
    expect(toFieldName('Nome', new Set(['nome', 'nome_2']))).toBe('nome_3');
  });
});

describe('a layer id', () => {
  it.each(['parcels', 'zoning_2026', 'a'])('may be %s', (id) =>
    expect(LAYER_ID.test(id)).toBe(true),
  );
  it.each(['Parcels', '1st', 'a"; drop table x', 'a-b', '', 'x'.repeat(49), 'via roma', 'a\n'])(
    'may not be %j',
    (id) => expect(LAYER_ID.test(id)).toBe(false),
  );
});
