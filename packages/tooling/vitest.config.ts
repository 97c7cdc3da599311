/** What `vitest` runs: pure parts, the server on both database engines, and what crosses packages. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../../', import.meta.url));

export default defineConfig({
  root,
  test: {
    // The whole suite must fit two cores beside two databases and a browser.
    maxWorkers: 2,
    pool: 'forks',
    // A failure's message says all, also where only messages are kept.
    chaiConfig: { truncateThreshold: 0 },
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/tooling/*.test.ts',
            'data/src/**/*.test.ts',
          ],
          testTimeout: 180_000,
        },
      },
      {
        root,
        test: {
          name: 'server',
          include: ['server/src/**/*.test.ts'],
          globalSetup: ['server/src/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        root,
        test: {
          name: 'architecture',
          include: ['test/{architecture,security}/**/*.test.ts'],
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/{e2e,faults,hostile}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          // Each file has a server and a browser of its own.
          fileParallelism: false,
        },
      },
    ],
  },
});
