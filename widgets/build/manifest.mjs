/** The custom-elements manifest, made from the sources and held against what is registered. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { out, widgets } from './scripts.mjs';

const require = createRequire(import.meta.url);
const analyzer = join(
  dirname(require.resolve('@custom-elements-manifest/analyzer/package.json')),
  'cem.js',
);

export async function buildManifest() {
  await promisify(execFile)(
    process.execPath,
    [analyzer, 'analyze', '--config=build/cem.config.mjs', `--outdir=${relative(widgets, out)}`],
    { cwd: widgets },
  );
  const file = `${out}/custom-elements.json`;
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  for (const declaration of elementsOf(manifest)) keepPublic(declaration);
  const faults = await faultsOf(manifest);
  if (faults.length > 0) throw new Error(`custom-elements.json:\n${faults.join('\n')}`);
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

function elementsOf(manifest) {
  return manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName);
}

/** The analyzer takes every dispatched event and reactive field for public; the documented ones are. */
function keepPublic(declaration) {
  declaration.members = declaration.members?.filter(
    ({ name, privacy }) => !name.startsWith('#') && (privacy ?? 'public') === 'public',
  );
  const fields = new Set(declaration.members?.map(({ name }) => name));
  declaration.attributes = declaration.attributes?.filter(({ fieldName }) => fields.has(fieldName));
  declaration.events = declaration.events?.filter(({ type, description }) => description || !type);
}

/** Every element is described, and so is everything it says of itself. */
async function faultsOf(manifest) {
  const elements = new Map(
    elementsOf(manifest).map((declaration) => [declaration.tagName, declaration]),
  );
  const names = (await readdir(`${widgets}src/components`)).filter((name) =>
    name.startsWith('sit-'),
  );
  return names.flatMap((name) => {
    const element = elements.get(name);
    if (!element) return [`${name}: missing; its class needs @element`];
    const unnamed = (element.events ?? []).filter((event) => !event.name || !event.description);
    return [
      ...(element.description ? [] : [`${name}: no description`]),
      ...unnamed.map((event) => `${name}: event ${event.name ?? '?'} without a description`),
    ];
  });
}
