import { describe, expect, it } from 'vitest';
import { formatCadastralReference, parseCadastralReference } from './cadastre.ts';

// References published by the Agenzia delle Entrate.
describe('a national cadastral reference', () => {
  it.each([
    [
      'A176_003100.329',
      {
        municipality: 'A176',
        section: null,
        sheet: '31',
        annex: null,
        development: null,
        parcel: '329',
      },
    ],
    [
      'H833_0013A0',
      {
        municipality: 'H833',
        section: null,
        sheet: '13',
        annex: 'A',
        development: null,
        parcel: null,
      },
    ],
    [
      'A000W000200.STRADA001',
      {
        municipality: 'A000',
        section: 'W',
        sheet: '2',
        annex: null,
        development: null,
        parcel: 'STRADA001',
      },
    ],
    [
      'F027_0115C0',
      {
        municipality: 'F027',
        section: null,
        sheet: '115',
        annex: 'C',
        development: null,
        parcel: null,
      },
    ],
  ])('%s is read and written back', (text, reference) => {
    expect(parseCadastralReference(text)).toEqual(reference);
    expect(formatCadastralReference(reference)).toBe(text);
  });

  it.each(['', 'A176', 'a176_003100.329', 'A176_003100.', 'A176003100'])('is not %j', (text) => {
    expect(parseCadastralReference(text)).toBeNull();
  });
});
