import { describe, expect, it } from 'vitest';
import type { Field } from './layer.ts';
import { validateProperties, valueFault } from './validate.ts';

function field(over: Partial<Field> & Pick<Field, 'name' | 'type'>): Field {
  return { label: { it: over.name }, required: false, readOnly: false, ...over };
}

const ZONE = field({
  name: 'zone',
  type: 'text',
  required: true,
  domain: [
    { value: 'A', label: { it: 'Centro storico' } },
    { value: 'B', label: { it: 'Completamento' } },
  ],
});

describe('a value', () => {
  it.each<[string, Field, unknown, string | null]>([
    ['a safe integer is an integer', field({ name: 'n', type: 'integer' }), 12, null],
    ['a fraction is not an integer', field({ name: 'n', type: 'integer' }), 1.5, 'wrong-type'],
    [
      '2^53 is past the integers that JSON keeps',
      field({ name: 'n', type: 'integer' }),
      2 ** 53,
      'wrong-type',
    ],
    ['digits in quotes are not a number', field({ name: 'n', type: 'number' }), '12', 'wrong-type'],
    ['NaN is not a number', field({ name: 'n', type: 'number' }), Number.NaN, 'wrong-type'],
    [
      '29 February of a leap year is a date',
      field({ name: 'd', type: 'date' }),
      '2024-02-29',
      null,
    ],
    [
      '29 February of another year is not',
      field({ name: 'd', type: 'date' }),
      '2023-02-29',
      'wrong-type',
    ],
    [
      'an instant needs its offset',
      field({ name: 't', type: 'datetime' }),
      '2026-11-22T10:00:00',
      'wrong-type',
    ],
    [
      'an instant with offset passes',
      field({ name: 't', type: 'datetime' }),
      '2026-11-22T10:00:00+01:00',
      null,
    ],
    [
      'an instant on 30 February is none',
      field({ name: 't', type: 'datetime' }),
      '2026-02-30T10:00:00Z',
      'wrong-type',
    ],
    [
      'there was no year 0',
      field({ name: 't', type: 'datetime' }),
      '0000-05-01T10:00:00Z',
      'wrong-type',
    ],
    [
      'nor an instant before the year 1 by its offset',
      field({ name: 't', type: 'datetime' }),
      '0001-01-01T00:00:00+01:00',
      'wrong-type',
    ],
    [
      'nor one after the year 9999',
      field({ name: 't', type: 'datetime' }),
      '9999-12-31T23:59:59-01:00',
      'wrong-type',
    ],
    ['nor a day in the year 0', field({ name: 'd', type: 'date' }), '0000-05-01', 'wrong-type'],
    ['a value outside the domain is refused', ZONE, 'Z', 'not-in-domain'],
    ['markup is text like any other', field({ name: 's', type: 'text' }), '<b>x</b>', null],
    ['text has an end', field({ name: 's', type: 'text' }), 'x'.repeat(10_001), 'too-long'],
    ['a null character cannot be stored', field({ name: 's', type: 'text' }), 'a\0b', 'wrong-type'],
  ])('%s', (_title, schema, value, reason) => {
    expect(valueFault(schema, value)?.reason ?? null).toBe(reason);
  });
});

describe('the properties of a feature', () => {
  const layer = { fields: [ZONE, field({ name: 'note', type: 'text' })] };

  it('name each missing required field, empty text included', () => {
    expect(validateProperties(layer, {}, { partial: false })).toMatchObject([
      { place: 'properties/zone', reason: 'required' },
    ]);
    expect(validateProperties(layer, { zone: '' }, { partial: true })).toMatchObject([
      { place: 'properties/zone', reason: 'required' },
    ]);
  });

  it('may leave out a required field when only some change', () => {
    expect(validateProperties(layer, { note: 'x' }, { partial: true })).toEqual([]);
  });

  it('may leave out a required field that has a default, but not empty it', () => {
    const withDefault = { fields: [{ ...ZONE, default: 'A' }] };
    expect(validateProperties(withDefault, {}, { partial: false })).toEqual([]);
    expect(validateProperties(withDefault, { zone: null }, { partial: false })).toHaveLength(1);
  });

  it('may leave out a field whose name every object inherits', () => {
    const inherited = { fields: [field({ name: 'constructor', type: 'text' })] };
    for (const partial of [true, false])
      expect(validateProperties(inherited, {}, { partial })).toEqual([]);
  });

  it('may not carry a field that the layer lacks', () => {
    expect(validateProperties(layer, { zone: 'A', colour: 1 }, { partial: false })).toMatchObject([
      { place: 'properties/colour', reason: 'unknown-field' },
    ]);
  });
});
