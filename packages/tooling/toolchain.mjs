/** The right Node and pnpm: this machine's own where they are, else a copy in `.toolchain`. */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { run, runToEnd, step } from './run.mjs';

/** Node runs our TypeScript as it is from 24 on; both versions are pinned for a repeatable set-up. */
const NODE = { least: 24, version: '24.21.0' };
const PNPM = { major: 12, version: '12.21.0' };

/**
 * @typedef {object} Toolchain
 * @property {string} node path of the program
 * @property {string} pnpm path or name of the program
 * @property {NodeJS.ProcessEnv} env with both first in PATH
 */

/**
 * Finds Node and pnpm, installing what is missing with npm.
 * @param {string} root the repository's
 * @returns {Promise<Toolchain>}
 */
export async function findToolchain(root) {
  const home = join(root, '.toolchain');
  /** @type {string[]} */
  const missing = [];
  const ownNode = Number(process.versions.node.split('.')[0]) >= NODE.least;
  const ownPnpm = await hasPnpm(root);
  if (!ownNode && installedVersion(home, 'node') !== NODE.version)
    missing.push(`node@${NODE.version}`);
  if (!ownPnpm && installedVersion(home, 'pnpm') !== PNPM.version)
    missing.push(`pnpm@${PNPM.version}`);
  if (missing.length > 0)
    await step(`Strumenti: ${missing.join(', ')}`, () => installWithNpm(root, home, missing));
  const bin = join(home, 'node_modules', '.bin');
  const node = ownNode ? process.execPath : join(bin, 'node');
  const pnpm = ownPnpm ? 'pnpm' : join(bin, 'pnpm');
  const first = [dirname(node), ...(ownPnpm ? [] : [bin])];
  const path = [...new Set(first), process.env['PATH']].join(delimiter);
  return { node, pnpm, env: { ...withoutNpm(process.env), PATH: path } };
}

/**
 * @param {string} root
 * @param {string} home
 * @param {string[]} packages
 */
async function installWithNpm(root, home, packages) {
  const npm = process.env['npm_execpath'];
  const [command, before] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
  const options = ['--save-exact', '--no-audit', '--no-fund', '--loglevel=error'];
  await run(command, [...before, 'install', '--prefix', home, ...options, ...packages], {
    cwd: root,
    env: withoutNpm(process.env),
    failure: `npm non ha installato ${packages.join(' e ')} in .toolchain: serve la rete la prima volta.`,
  });
}

/** @param {string} root */
async function hasPnpm(root) {
  const { code, output } = await runToEnd('pnpm', ['--version'], { cwd: root, env: process.env });
  return code === 0 && output.startsWith(`${PNPM.major}.`);
}

/**
 * Version of a package in `.toolchain`, null when it is missing or half installed.
 * @param {string} home
 * @param {string} name
 */
function installedVersion(home, name) {
  const modules = join(home, 'node_modules');
  if (!existsSync(join(modules, '.bin', name))) return null;
  return JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;
}

/**
 * The environment without what `npm start` adds: it names npm's prefix and our script, and would be taken
 * by npm and pnpm below as their own settings.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutNpm(env) {
  const added =
    /^npm_(lifecycle|package|execpath|node_execpath|command|config_(local|global)_prefix)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}
