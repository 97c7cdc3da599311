/** Whether `dist` is what the sources would make: a hash of every input, kept beside the output. */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stampFile = new URL('../dist/.inputs', import.meta.url);
const INPUTS = [
  'pnpm-lock.yaml',
  'packages/tooling/tsconfig.base.json',
  'packages/{core,client,editing}/{package.json,src/**/*.ts}',
  'widgets/{package.json,tsconfig.json,build.mjs,build/*.mjs,src/**/*}',
];

export async function inputsHash() {
  const hash = createHash('sha256');
  const paths = await Array.fromAsync(glob(INPUTS, { cwd: root }));
  for (const path of paths.filter(isInput).toSorted())
    hash.update(`${path}\0`).update(await readFile(root + path));
  return hash.digest('hex');
}

export async function isUpToDate(hash) {
  return (await readFile(stampFile, 'utf8').catch(() => null)) === hash;
}

/** Written last, into the directory that is to become `dist`. */
export async function stamp(directory, hash) {
  await writeFile(`${directory}/.inputs`, hash);
}

function isInput(path) {
  return /\.\w+$/.test(path) && !path.endsWith('.test.ts');
}
