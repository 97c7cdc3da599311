/** Everything `npm test` runs, in this order. */
import { join } from 'node:path';

const TOOLING = join('packages', 'tooling');
const VITEST = ['exec', 'vitest', 'run', '--config', join(TOOLING, 'vitest.config.ts')];
const WTR = ['exec', 'web-test-runner', '--config', join(TOOLING, 'web-test-runner.config.mjs')];

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} args of pnpm
 * @property {string} [results] its JSON report; without one the program passes or fails as a whole
 */

/**
 * @param {string} directory of the reports
 * @returns {Suite[]}
 */
export function suites(directory) {
  return [
    { name: 'types', args: ['exec', 'tsc', '-b', '--pretty', 'false'] },
    { name: 'lint', args: ['exec', 'oxlint'] },
    { name: 'format', args: ['exec', 'prettier', '--check', '--log-level', 'warn', '.'] },
    vitest('architecture'),
    vitest('unit'),
    vitest('server'),
    { name: 'widgets', args: WTR, results: join(directory, 'widgets.json') },
    vitest('e2e'),
  ];

  /** @param {string} name */
  function vitest(name) {
    const results = join(directory, `${name}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
    return { name, args: [...VITEST, '--project', name, ...reporters], results };
  }
}
