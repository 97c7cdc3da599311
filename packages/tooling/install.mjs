/** The packages, installed again only when what they are made from has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { join } from 'node:path';
import { run, step } from './run.mjs';

const STAMP = join('node_modules', '.sit-installed');

/**
 * @param {string} root
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 */
export async function installPackages(root, { pnpm, env }) {
  const wanted = hashOfManifests(root);
  const stamp = join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('Pacchetti installati', () =>
    run(pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
      cwd: root,
      // Without a terminal pnpm would ask, and get no answer, before replacing another manager's packages.
      env: { ...env, CI: 'true' },
      failure: 'pnpm non ha installato i pacchetti: serve la rete la prima volta.',
    }),
  );
  writeFileSync(stamp, wanted);
}

/** @param {string} root */
function hashOfManifests(root) {
  const packages = join(root, 'packages');
  const folders = ['', 'server', 'widgets', 'data', 'test'].concat(
    readdirSync(packages).map((name) => join('packages', name)),
  );
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'].concat(
    folders.toSorted().map((folder) => join(folder, 'package.json')),
  );
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of files.filter((name) => existsSync(join(root, name))))
    hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
