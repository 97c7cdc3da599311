/** What `npm start` and `npm test` share: toolchain, packages, the widgets' build. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';
import { run, step } from './run.mjs';
import { findToolchain } from './toolchain.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const WIDGETS_BUILD = join('widgets', 'build.mjs');

/** @returns {Promise<import('./toolchain.mjs').Toolchain>} */
export async function setUp() {
  process.chdir(ROOT);
  const toolchain = await findToolchain(ROOT);
  await installPackages(ROOT, toolchain);
  if (existsSync(join(ROOT, WIDGETS_BUILD)))
    await step('Widget pronti', () =>
      run(toolchain.node, [WIDGETS_BUILD], {
        cwd: ROOT,
        env: toolchain.env,
        failure: 'I widget non si compilano.',
      }),
    );
  return toolchain;
}
