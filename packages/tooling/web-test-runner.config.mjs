/** Widgets' tests in the system's Chromium, straight from the TypeScript sources. */
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { defaultReporter } from '@web/test-runner';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { territory } from '../../widgets/test/territory.mjs';
import { findChromium, CHROMIUM_FLAGS } from './chromium.mjs';
import { jsonReporter } from './web-test-reporter.mjs';

/** Where `npm test` wants the results. */
const results = process.env['SIT_TEST_RESULTS'];
const executablePath = findChromium();
if (!executablePath) throw new Error('Chromium is not installed here');
const root = fileURLToPath(new URL('../../', import.meta.url));

export default {
  rootDir: root,
  files: [`${root}widgets/src/**/*.test.ts`, `${root}widgets/test/**/*.test.ts`],
  nodeResolve: { exportConditions: ['browser', 'production', 'import', 'default'] },
  // One page at a time: a page behind another gets no animation frames, so its map never draws.
  concurrency: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 30_000 } },
  middleware: [territory],
  plugins: [
    // The target and class-field semantics come from widgets/tsconfig.json, so that Lit's reactive
    // accessors are not shadowed by `declare` fields.
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${root}widgets/tsconfig.json` }),
  ],
  reporters: [defaultReporter(), ...(results ? [jsonReporter(results)] : [])],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath, args: CHROMIUM_FLAGS },
    }),
  ],
};
