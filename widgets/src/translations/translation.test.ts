import { expect } from 'chai';
import { editorEn } from './editor.en.ts';
import { editorIt } from './editor.it.ts';
import { en } from './en.ts';
import { identityEn } from './identity.en.ts';
import { identityIt } from './identity.it.ts';
import { historyEn } from './history.en.ts';
import { historyIt } from './history.it.ts';
import { it as italian } from './it.ts';
import { proposalsEn } from './proposals.en.ts';
import { proposalsIt } from './proposals.it.ts';
import { signInEn } from './sign-in.en.ts';
import { signInIt } from './sign-in.it.ts';
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
const SHARED = new Set(['Password', 'no', '—', 'WGS 84', 'RDN2008 / UTM 1N', '1: 2']);

/** By what they are of. */
const TABLES = {
  page: [italian, en],
  editor: [editorIt, editorEn],
  proposals: [proposalsIt, proposalsEn],
  history: [historyIt, historyEn],
  identity: [identityIt, identityEn],
  'sign-in page': [signInIt, signInEn],
};

describe('translations', () => {
  for (const [name, [original, translated]] of Object.entries(TABLES))
    it(`leave no sentence of the ${name} in the other language`, () => {
      const before = new Map(sentences(original as unknown as Table));
      const same = sentences(translated as unknown as Table).filter(
        ([path, text]) => before.get(path) === text,
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
