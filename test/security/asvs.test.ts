/** The OWASP ASVS 5.0.0, levels 1 and 2, line by line: each with a test that exists, a place where it is written, or a reason. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/source-file.ts';
import type { Requirement } from './asvs/requirement.ts';
import { V1_V2 } from './asvs/v1-v2.ts';
import { V3_V5 } from './asvs/v3-v5.ts';
import { V6 } from './asvs/v6.ts';
import { V7_V9 } from './asvs/v7-v9.ts';
import { V10 } from './asvs/v10.ts';
import { V11 } from './asvs/v11.ts';
import { V12_V14 } from './asvs/v12-v14.ts';
import { V15_V17 } from './asvs/v15-v17.ts';

const REQUIREMENTS = [V1_V2, V3_V5, V6, V7_V9, V10, V11, V12_V14, V15_V17].flat();

/** Sections with the number of their lines of level 1 and 2, which count from 1 without a gap. */
const SECTIONS =
  '1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 ' +
  '5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 ' +
  '8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 ' +
  '11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 ' +
  '16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2';

/** First texts of calls (`it('…`, `])('…`) and of rows (`['…`), and `title:` of tables. */
const TITLE =
  /(?:\b(?:it|test|describe\w*)|\)|>)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1|(?:(?:^|[\s(,])\[|title:)\s*(['"`])((?:\\.|(?!\3)[^\\])*)\3/gm;

const KNOWN_GAPS = [
  'V6.2.4',
  'V6.2.12',
  'V6.3.3',
  'V6.4.1',
  'V6.5.5',
  'V7.5.2',
  'V10.4.11',
  'V10.7.2',
  'V11.2.2',
  'V12.2.1',
  'V12.3.1',
  'V15.2.1',
  'V16.3.2',
];

function titlesOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(TITLE)].map((match) => (match[2] ?? match[4])!.replaceAll('\\', ''));
}

function headingsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^(?:#+ (.+)|\*\*(.+?)\.?\*\*)/gm)].map(
    (match) => (match[1] ?? match[2])!,
  );
}

/** Splits `path: title`; the title may hold colons, a path does not. */
function placeOf(citation: string): [path: string, title: string] {
  const at = citation.indexOf(': ');
  return [citation.slice(0, at), citation.slice(at + 2)];
}

function missing(citations: readonly string[], namesOf: (path: string) => string[]): string[] {
  return citations.filter((citation) => {
    const [path, title] = placeOf(citation);
    return !existsSync(join(ROOT, path)) || !namesOf(path).some((name) => name.includes(title));
  });
}

describe('the ASVS, level 2,', () => {
  it('has each of its 253 lines once, in order', () => {
    const ids = SECTIONS.split(' ').flatMap((section) => {
      const [number, count] = section.split(':');
      return Array.from({ length: Number(count) }, (_, index) => `V${number}.${index + 1}`);
    });
    expect(ids).toHaveLength(253);
    expect(REQUIREMENTS.map(({ id }) => id)).toEqual(ids);
  });

  it('is answered on every line', () => {
    const silent = ({ tests, document, reason, pending }: Requirement): boolean =>
      !tests?.length && !document && !reason && !pending;
    expect(REQUIREMENTS.filter(silent).map(({ id }) => id)).toEqual([]);
  });

  it('cites tests that are there', () => {
    expect(
      missing(
        REQUIREMENTS.flatMap(({ tests = [] }) => tests),
        titlesOf,
      ),
    ).toEqual([]);
  });

  it('cites places where it is written', () => {
    const cited = REQUIREMENTS.flatMap(({ document }) => document ?? []);
    expect(missing(cited, headingsOf)).toEqual([]);
  });

  it('waits for no test', () => {
    const waiting = REQUIREMENTS.filter(({ pending }) => pending !== undefined);
    expect(waiting.map(({ id, pending }) => `${id}: ${pending}`)).toEqual([]);
  });

  // Whoever finds another, or mends one, says so here.
  it('is known where it is not fulfilled, or otherwise on purpose', () => {
    const gaps = REQUIREMENTS.filter(({ gap }) => gap !== undefined).map(({ id }) => id);
    expect(gaps).toEqual(KNOWN_GAPS);
  });

  it('would miss a test that is not there', () => {
    const path = 'server/src/auth/password.test.ts';
    expect(missing([`${path}: match only themselves`], titlesOf)).toEqual([]);
    expect(missing([`${path}: match anything`, 'no.test.ts: x'], titlesOf)).toHaveLength(2);
  });
});
