/** The pages: index.html with the names of its script and sheet as they came out, hash and all. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { common, out, widgets } from './scripts.mjs';

const PAGES = ['portal', 'sign-in', 'account', 'console'];

export async function buildPages() {
  for (const page of PAGES) {
    const { metafile } = await build({
      ...common,
      entryPoints: [`src/pages/${page}/${page}.ts`, `src/pages/${page}/${page}.css`],
      outdir: `${out}/assets`,
      entryNames: '[name]-[hash]',
      metafile: true,
    });
    const published = Object.keys(metafile.outputs).map((path) => basename(path));
    const html = await readFile(`${widgets}src/pages/${page}/index.html`, 'utf8');
    await mkdir(`${out}/${page}`, { recursive: true });
    await writeFile(`${out}/${page}/index.html`, withNames(html, page, published));
  }
}

/** `./portal.ts` and `./portal.css` become the files published under `/assets`. */
function withNames(html, page, published) {
  const path = (extension) => `/assets/${published.find((name) => name.endsWith(extension))}`;
  return html.replace(`./${page}.ts`, path('.js')).replace(`./${page}.css`, path('.css'));
}
