/** Counts of a suite, and its failures as people read them. */
import { existsSync, readFileSync } from 'node:fs';

const FAILURE_LINES = 25;
const LINE_CHARACTERS = 2_000;
/** A stack's line inside a library or Node itself. */
const OTHERS_FRAME = /^\s+at .*(node_modules|node:internal|new Promise|<anonymous>)/;

/**
 * @typedef {object} VitestResults what is read of vitest's JSON report
 * @property {{
 *   name: string, status: string, message: string,
 *   assertionResults: { fullName: string, status: string, failureMessages: string[] | null }[],
 * }[]} testResults
 */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures one text each
 */

/**
 * Reads a suite's JSON report. A suite that did not end well fails at least once, report or not: a file
 * that does not load, an error outside any test, a runner that never started.
 * @param {string} file
 * @param {{ code: number, output: string }} ending of the runner
 * @returns {Counts}
 */
export function readResults(file, ending) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const result of existsSync(file) ? parse(file).testResults : []) {
    const failedBefore = counts.failed;
    for (const test of result.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed')
        fail(counts, `${result.name}: ${test.fullName}`, (test.failureMessages ?? []).join('\n'));
      else counts.skipped++;
    }
    if (result.status === 'failed' && counts.failed === failedBefore)
      fail(counts, result.name, result.message);
  }
  if (ending.code !== 0 && counts.failed === 0)
    fail(counts, `the runner ended with ${ending.code}`, lastLines(ending.output));
  if (ending.code === 0 && counts.passed + counts.failed + counts.skipped === 0)
    fail(counts, 'no test was found', lastLines(ending.output));
  return counts;
}

/**
 * A program that passes or fails as a whole.
 * @param {{ code: number, output: string }} ending
 * @returns {Counts}
 */
export function readCheck({ code, output }) {
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [lastLines(output)] };
}

/** @param {Counts} counts */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {string} file
 * @returns {VitestResults}
 */
function parse(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {Counts} counts
 * @param {string} title
 * @param {string} text
 */
function fail(counts, title, text) {
  counts.failed++;
  const lines = text
    .split('\n')
    .filter((line) => !OTHERS_FRAME.test(line))
    .slice(0, FAILURE_LINES)
    .map((line) => line.slice(0, LINE_CHARACTERS));
  counts.failures.push([title, ...lines.map((line) => `  ${line}`)].join('\n').trimEnd());
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split('\n').slice(-FAILURE_LINES).join('\n');
}
