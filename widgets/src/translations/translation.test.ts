import { expect } from 'chai';
import { en } from './en.ts';
import { it as italian } from './it.ts';
import { localeOf } from './translation.ts';

type Table = { [key: string]: string | Table | ((...args: never[]) => string) };

/** Every sentence by its path; functions by what they make of plain arguments. */
function sentences(table: Table, path = ''): [path: string, text: string][] {
  return Object.entries(table).flatMap(([key, value]): [string, string][] => {
    const at = `${path}/${key}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') return [[at, value(...(['1', '2'] as never[]))]];
    return sentences(value, at);
  });
}

/** The same in both languages. */
const SHARED = new Set(['Password', 'no', 'WGS 84', 'RDN2008 / UTM 1N']);

describe('translations', () => {
  it('leave no sentence in the other language', () => {
    const original = new Map(sentences(italian as unknown as Table));
    const same = sentences(en as unknown as Table).filter(
      ([path, text]) => original.get(path) === text,
    );
    expect(same.filter(([, text]) => !SHARED.has(text))).to.deep.equal([]);
  });

  it('are Italian unless English is asked for', () => {
    expect(['it', 'it-IT', 'sq', '', null, undefined].map(localeOf)).to.deep.equal(
      Array(6).fill('it'),
    );
    expect(['en', 'en-GB', 'EN'].map(localeOf)).to.deep.equal(['en', 'en', 'en']);
  });
});
