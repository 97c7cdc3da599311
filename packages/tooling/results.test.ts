import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countLine, readCheck, readResults } from './results.mjs';

const WELL = { code: 0, output: '' };
const BADLY = { code: 1, output: 'the engine did not start' };

const test = (status: string) => ({
  fullName: `a test that ${status}`,
  status,
  failureMessages: ['because'],
});
const file = (status: string, ...tests: ReturnType<typeof test>[]) => ({
  name: 'a.test.ts',
  status,
  message: 'it does not load',
  assertionResults: tests,
});

describe('the counts of a suite', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sit-results-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each([
    [
      'each test once',
      [file('passed', test('passed'), test('pending'), test('todo'))],
      WELL,
      '1 passed, 0 failed, 2 skipped',
    ],
    [
      'a failed test',
      [file('failed', test('failed'), test('passed'))],
      BADLY,
      '1 passed, 1 failed, 0 skipped',
    ],
    ['a file that does not load', [file('failed')], BADLY, '0 passed, 1 failed, 0 skipped'],
    [
      'an error outside the tests',
      [file('passed', test('passed'))],
      BADLY,
      '1 passed, 1 failed, 0 skipped',
    ],
    ['a suite without tests', [], WELL, '0 passed, 1 failed, 0 skipped'],
  ])('has %s', async (title, testResults, ending, line) => {
    const report = join(directory, `${title}.json`);
    await writeFile(report, JSON.stringify({ testResults }));
    expect(countLine(readResults(report, ending))).toBe(line);
  });

  it('has a failure when the runner left no report', () => {
    const counts = readResults(join(directory, 'none.json'), BADLY);
    expect(countLine(counts)).toBe('0 passed, 1 failed, 0 skipped');
    expect(counts.failures[0]).toContain('the engine did not start');
  });

  it('has one for a program that passes or fails as a whole', () => {
    expect(countLine(readCheck(WELL))).toBe('1 passed, 0 failed, 0 skipped');
    expect(countLine(readCheck(BADLY))).toBe('0 passed, 1 failed, 0 skipped');
  });
});
