import { expect } from 'chai';
import type { Field } from '@sit/core/layer';
import { dateText, numberText, unitText, valueText } from './format.ts';

const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({
  name: 'x',
  type,
  label: { it: 'X' },
  required: false,
  readOnly: false,
  ...more,
});

describe('format', () => {
  it('writes numbers as each language does, four digits grouped too', () => {
    expect(numberText(12345.678, 'it', 2)).to.equal('12.345,68');
    expect(numberText(1234, 'it')).to.equal('1.234');
    expect(numberText(1234.5, 'en')).to.equal('1,234.5');
  });

  it('writes dates in words, and takes a date for no instant', () => {
    expect(dateText('2026-11-22', 'it')).to.equal('22 novembre 2026');
    expect(dateText('2026-11-22', 'en')).to.equal('22 November 2026');
    expect(dateText('no date', 'it')).to.equal('no date');
  });

  it('writes UCUM units as people do', () => {
    expect(['m2', 'm3', 'm', '%', 'm3/m2'].map(unitText)).to.deep.equal([
      'm²',
      'm³',
      'm',
      '%',
      'm³/m²',
    ]);
  });

  it('says nothing for what is absent, and the label for a value of a domain', () => {
    const kind = field('text', {
      domain: [{ value: 'river', label: { it: 'Fiume', en: 'River' } }],
    });
    expect(valueText(kind, 'river', 'it')).to.equal('Fiume');
    expect(valueText(kind, 'river', 'en')).to.equal('River');
    expect(valueText(kind, 'lake', 'it')).to.equal('lake');
    expect([null, undefined, ''].map((value) => valueText(kind, value, 'it'))).to.deep.equal([
      '',
      '',
      '',
    ]);
    expect(valueText(field('integer'), 0, 'it')).to.equal('0');
    expect(valueText(field('boolean'), false, 'it')).to.equal('no');
  });
});
