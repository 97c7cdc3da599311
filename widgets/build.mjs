/**
 * Builds `dist`:
 *   embed.js                 one ES module for a script tag: every element, with MapLibre
 *   assets/                  files with their hash in the name: MapLibre's worker, the pages' scripts and sheets
 *   portal/, sign-in/        the pages' index.html
 *   modules/                 one module an element for bundlers; lit and maplibre-gl stay imports
 *   types/                   declarations of them
 *   custom-elements.json     the elements' manifest
 * Does nothing when no input has changed.
 */
import { rm } from 'node:fs/promises';
import { buildDeclarations } from './build/declarations.mjs';
import { inputsHash, isUpToDate, stamp } from './build/inputs.mjs';
import { buildManifest } from './build/manifest.mjs';
import { buildPages } from './build/pages.mjs';
import { buildEmbed, buildModules } from './build/scripts.mjs';
import { checkSizes } from './build/sizes.mjs';

const hash = await inputsHash();
if (await isUpToDate(hash)) {
  console.log('widgets: nothing has changed');
} else {
  const dist = new URL('./dist/', import.meta.url);
  await rm(dist, { recursive: true, force: true });
  await buildEmbed();
  await buildPages();
  await buildModules();
  await buildDeclarations();
  await buildManifest();
  await checkSizes();
  await stamp(hash);
}
