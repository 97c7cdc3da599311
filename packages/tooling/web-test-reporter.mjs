/** Writes what @web/test-runner found in the shape of vitest's JSON, so that `npm test` reads only one. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

import process from 'node:process';
/**
 * @typedef {import('@web/test-runner').TestSession} TestSession
 * @typedef {import('@web/test-runner').TestSuiteResult} TestSuiteResult
 * @typedef {import('./results.mjs').VitestResults} VitestResults
 */

/**
 * @param {string} outputFile
 * @returns {import('@web/test-runner').Reporter}
 */
export function jsonReporter(outputFile) {
  return {
    onTestRunFinished({ sessions }) {
      /** @type {VitestResults} */
      const results = { testResults: sessions.map(fileResult) };
      writeFileSync(outputFile, JSON.stringify(results));
    },
  };
}

/**
 * @param {TestSession} session
 * @returns {VitestResults['testResults'][number]}
 */
function fileResult(session) {
  const errors = session.errors.map((error) => error.stack ?? error.message);
  return {
    name: relative(process.cwd(), session.testFile),
    status: session.passed ? 'passed' : 'failed',
    message: errors.join('\n'),
    assertionResults: session.testResults ? suiteTests(session.testResults, []) : [],
  };
}

/**
 * @param {TestSuiteResult} suite
 * @param {string[]} ancestors
 * @returns {VitestResults['testResults'][number]['assertionResults']}
 */
function suiteTests(suite, ancestors) {
  const path = suite.name ? [...ancestors, suite.name] : ancestors;
  const own = suite.tests.map(({ name, passed, skipped, error }) => ({
    fullName: [...path, name].join(' '),
    status: skipped ? 'skipped' : passed ? 'passed' : 'failed',
    failureMessages: error ? [error.stack ?? error.message] : [],
  }));
  return [...own, ...suite.suites.flatMap((inner) => suiteTests(inner, path))];
}
