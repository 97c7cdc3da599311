import { STORAGE_CRS, WGS84, findCrs } from '@sit/core/crs';
import { expect, it } from 'vitest';
import { areaOfUse } from '../features/area-of-use.ts';
import { findTransformation } from '../imports/transformation.ts';
import { parseUnionFile } from './union-file.ts';

const town = { code: 'C096', istatCode: '066028', name: 'Castel di Sangro' };
const good = { id: 'alto-sangro', name: 'Unione', storageCrs: 7792, municipalities: [town] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (value: unknown) => parseUnionFile('unione.json', bytes(JSON.stringify(value)));

it('a union’s file is read as it is, with the byte order mark that Windows writes', () => {
  expect(parse(good)).toEqual(good);
  expect(parseUnionFile('unione.json', bytes(`\uFEFF${JSON.stringify(good)}`))).toEqual(good);
});

it.each<[string, unknown, string]>([
  ['no object', [good], 'occorre un oggetto: id, name, storageCrs, municipalities'],
  ['no id', { ...good, id: undefined }, 'id: manca: occorre un identificativo'],
  [
    'an id with blanks',
    { ...good, id: 'Alto Sangro' },
    'id: "Alto Sangro": occorre un identificat',
  ],
  [
    'an empty name',
    { ...good, name: ' ' },
    'name: " ": occorre un nome (1-200 caratteri, una riga)',
  ],
  ['a name of two lines', { ...good, name: 'A\nB' }, 'name: "A\\nB": occorre un nome'],
  ['a name that PostgreSQL cannot hold', { ...good, name: 'A\0' }, 'occorre un nome'],
  ['half a character', { ...good, name: 'A\ud800' }, 'occorre un nome'],
  ['degrees', { ...good, storageCrs: 4326 }, 'storageCrs: 4326: occorre uno tra 7791, 7792'],
  ['a CRS as text', { ...good, storageCrs: '7792' }, 'storageCrs: "7792": occorre uno tra'],
  ['another’s field', { ...good, fictitious: true }, 'il campo «fictitious» non è previsto'],
  ['others’ fields', { ...good, a: 1, b: 2 }, 'i campi «a», «b» non sono previsti'],
  ['no list', { ...good, municipalities: 'C096' }, 'municipalities: "C096": occorre l’elenco'],
  ['no municipality', { ...good, municipalities: [] }, 'municipalities: occorre almeno un comune'],
  [
    'a municipality that is none',
    { ...good, municipalities: [town, null] },
    'municipalities/1: null: occorre un comune: code, istatCode, name',
  ],
  [
    'a code in small letters',
    { ...good, municipalities: [{ ...town, code: 'c096' }] },
    'municipalities/0/code: "c096": occorre un codice catastale, come "C096"',
  ],
  [
    'an ISTAT code as a number',
    { ...good, municipalities: [{ ...town, istatCode: 66028 }] },
    'municipalities/0/istatCode: 66028: occorre un codice ISTAT di sei cifre',
  ],
  [
    'a code twice',
    { ...good, municipalities: [town, { ...town, istatCode: '066084' }] },
    'municipalities/1/code: "C096": è già di un altro comune',
  ],
  [
    'an ISTAT code twice',
    { ...good, municipalities: [town, { ...town, code: 'H434' }] },
    'municipalities/1/istatCode: "066028": è già di un altro comune',
  ],
  [
    'a municipality’s unknown field',
    { ...good, municipalities: [{ ...town, bbox: null }] },
    'municipalities/0: il campo «bbox» non è previsto',
  ],
])('one with %s is refused by field and value', (_what, value, words) => {
  expect(() => parse(value)).toThrow(`unione.json: `);
  expect(() => parse(value)).toThrow(words);
});

it.each([
  ['no JSON', bytes('{"id": "alto" x}'), 'unione.json: non è JSON: si legge fino al carattere 14.'],
  ['no text', Uint8Array.of(0x22, 0xe8, 0x22), 'unione.json: non è testo UTF-8.'],
])('a file that is %s is refused', (_what, content, words) => {
  expect(() => parseUnionFile('unione.json', content)).toThrow(words);
});

/** RDN2008, in which the Agenzia delle Entrate gives the cadastre. */
const CADASTRE = 6706;

it.each(STORAGE_CRS)(
  'EPSG:%i is fit to store in: metric, east first, reached without a grid',
  (epsg) => {
    expect(findCrs(epsg)).toMatchObject({ unit: 'metre', axisOrder: 'east-north' });
    expect(findTransformation(WGS84, epsg)?.accuracyMeters).toBeLessThanOrEqual(1);
    expect(findTransformation(CADASTRE, epsg)?.accuracyMeters).toBeLessThanOrEqual(1);
    expect(areaOfUse(epsg)[2]).toBeLessThan(180);
  },
);
