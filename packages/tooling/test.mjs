/**
 * `npm test [SUITE …]`: sets up what is missing, then runs every suite (or those named) and ends with one
 * line of counts. Full logs and reports stay in `.sit-test`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { installPrerequisites } from './prerequisites.mjs';
import { countLine, readCheck, readResults } from './results.mjs';
import { endStepsOnSignal, reportFailure, runToEnd, StepFailure } from './run.mjs';
import { ROOT, setUp } from './setup.mjs';
import { suites } from './suites.mjs';

const DIRECTORY = join(ROOT, '.sit-test');
/** A suite that hangs must not hold up the others for ever. */
const SUITE_TIMEOUT_MILLISECONDS = 15 * 60_000;

endStepsOnSignal();
try {
  const chosen = chooseSuites(process.argv.slice(2));
  const toolchain = await setUp();
  await installPrerequisites(toolchain.env);
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY);
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const suite of chosen) {
    const counts = await runSuite(suite, toolchain);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(countLine(total));
} catch (error) {
  reportFailure(error);
}

/** @param {string[]} names */
function chooseSuites(names) {
  const all = suites(DIRECTORY);
  const unknown = names.find((name) => !all.some((suite) => suite.name === name));
  if (unknown)
    throw new StepFailure(`«${unknown}» non è tra ${all.map((suite) => suite.name).join(', ')}.`);
  return names.length === 0 ? all : all.filter((suite) => names.includes(suite.name));
}

/**
 * @param {import('./suites.mjs').Suite} suite
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 */
async function runSuite({ name, args, results }, { pnpm, env }) {
  const start = performance.now();
  const log = join(DIRECTORY, `${name}.log`);
  const ending = await runToEnd(pnpm, args, {
    cwd: ROOT,
    env: { ...env, NO_COLOR: '1', SIT_TEST_RESULTS: results ?? '' },
    timeout: SUITE_TIMEOUT_MILLISECONDS,
  });
  writeFileSync(log, ending.output);
  const counts = results ? readResults(results, ending) : readCheck(ending);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name}: ${countLine(counts)} (${seconds} s)`);
  for (const failure of counts.failures) console.log(failure.replaceAll(/^/gm, '  | '));
  if (counts.failed > 0) console.log(`  per intero: ${log}`);
  return counts;
}
