/** The scripts: one file for a script tag, separate modules for bundlers. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minifyStyles } from './minify-styles.mjs';

export const widgets = fileURLToPath(new URL('../', import.meta.url));

/** Where a build comes together, to become `dist` in one step when it is whole. */
export const out = `${widgets}node_modules/.cache/dist-${process.pid}`;

/** What every script is built with. The sources' tsconfig tells esbuild how class fields behave. */
export const common = {
  absWorkingDir: widgets,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'eof',
  plugins: [minifyStyles],
  logLevel: 'warning',
};

/** What few visitors open (history, proposals) is fetched by those who do: files of their own beside the rest. */
export const embedded = { splitting: true, chunkNames: 'assets/[name]-[hash]' };

/** Imported by the separate modules, so that a host's bundler keeps one copy of each. */
const SHARED_LIBRARIES = ['lit', 'lit/*', '@lit/*', 'maplibre-gl', '@turf/*'];

export async function buildEmbed() {
  const worker = await publishWorker();
  await build({
    ...common,
    ...embedded,
    entryPoints: ['src/embed.ts'],
    outdir: out,
    // Beside the file, but unnamed in it: a visitor's browser never asks for it.
    sourcemap: 'external',
    define: { MAPLIBRE_WORKER: JSON.stringify(`./assets/${worker}`) },
  });
}

export async function buildModules() {
  const names = (await readdir(`${widgets}src/components`)).map(
    (name) => `src/components/${name}/${name}.ts`,
  );
  await build({
    ...common,
    entryPoints: [...names, 'src/sit.ts', 'src/events/*.ts'],
    outdir: `${out}/modules`,
    outbase: 'src',
    minify: false,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: true,
    external: SHARED_LIBRARIES,
  });
}

async function publishWorker() {
  const source = fileURLToPath(import.meta.resolve('maplibre-gl/dist/maplibre-gl-worker.mjs'));
  const hash = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 8);
  const name = `maplibre-gl-worker-${hash}.mjs`;
  await mkdir(`${out}/assets`, { recursive: true });
  await copyFile(source, `${out}/assets/${name}`);
  return name;
}
