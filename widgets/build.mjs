/**
 * Builds `dist`:
 *   embed.js                 one ES module for a script tag: every element, with MapLibre
 *   assets/                  files with their hash in the name: MapLibre's worker, the pages' scripts and sheets
 *   portal/, sign-in/ …      the pages' index.html
 *   modules/                 one module an element for bundlers; lit and maplibre-gl stay imports
 *   types/                   declarations of them
 *   custom-elements.json     the elements' manifest
 * Does nothing when no input has changed.
 */
import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildDeclarations } from './build/declarations.mjs';
import { inputsHash, isUpToDate, stamp } from './build/inputs.mjs';
import { buildManifest } from './build/manifest.mjs';
import { buildPages } from './build/pages.mjs';
import { buildEmbed, buildModules, out } from './build/scripts.mjs';
import { checkSizes } from './build/sizes.mjs';

const hash = await inputsHash();
if (await isUpToDate(hash)) {
  console.log('widgets: nothing has changed');
} else {
  await buildEmbed();
  await buildPages();
  await buildModules();
  await buildDeclarations();
  await buildManifest();
  await checkSizes();
  await stamp(out, hash);
  await publish();
}

/** Renames, so that a running server is never without its pages for longer than it takes to ask again. */
async function publish() {
  const dist = fileURLToPath(new URL('./dist', import.meta.url));
  const former = `${out}-former`;
  await rename(dist, former).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(out, dist);
  await rm(former, { recursive: true, force: true });
}
