/** Types of the separate modules, with the workspace's own packages beside them. */
import { execFile } from 'node:child_process';
import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { out, widgets } from './scripts.mjs';

const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);

/** Folders of the repository whose declarations belong together. */
const PACKAGES = ['packages/core', 'packages/client', 'packages/editing', 'widgets'];

const EMIT_TYPES_ONLY =
  '--noEmit false --emitDeclarationOnly --declaration --incremental false'.split(' ');

export async function buildDeclarations() {
  const root = join(widgets, '..');
  const types = `${out}/types`;
  for (const name of PACKAGES)
    await promisify(execFile)(process.execPath, [
      tsc,
      '--project',
      join(root, name),
      '--rootDir',
      root,
      '--outDir',
      types,
      ...EMIT_TYPES_ONLY,
    ]).catch((error) => {
      throw new Error(`Types of ${name} do not build:\n${error.stdout}`);
    });
  for await (const path of glob('**/*.d.ts', { cwd: types })) {
    if (path.endsWith('.test.d.ts')) await rm(join(types, path));
    else
      await writeFile(join(types, path), resolved(await readFile(join(types, path), 'utf8'), path));
  }
}

/** `@sit/core/layer` by its place among the declarations; `.ts` by `.js`, which every resolver takes. */
function resolved(text, path) {
  return text
    .replace(/(['"])@sit\/(\w+)\/([\w-]+)\1/g, (_, quote, name, module) => {
      const target = relative(dirname(path), `packages/${name}/src/${module}.js`);
      return `${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
    })
    .replace(/(from\s+|import\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2');
}
