/** What a visitor's browser fetches, and the limit on the part of it that is ours. */
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { basename, relative } from 'node:path';
import { build } from 'esbuild';
import { common, embedded, out, widgets } from './scripts.mjs';

/** Everything but MapLibre, in brotli, as the server sends it. */
const OWN_LIMIT_BYTES = 60_000;

export async function checkSizes() {
  const { metafile, outputFiles } = await build({
    ...common,
    ...embedded,
    entryPoints: ['src/sit.ts'],
    outdir: out,
    external: ['maplibre-gl'],
    metafile: true,
    write: false,
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(widgets, path), contents]),
  );
  const first = withImports(
    metafile.outputs,
    [...files.keys()].find((path) => path.endsWith('/sit.js')),
  );
  const own = Buffer.concat([...first].map((path) => files.get(path)));
  report('own code and lit', own);
  for (const [path, contents] of files)
    if (!first.has(path))
      report(`  on demand: ${basename(path).replace(/-\w+\.js$/, '')}`, contents);
  report('embed.js', await readFile(`${out}/embed.js`));
  const size = brotliCompressSync(own).length;
  if (size > OWN_LIMIT_BYTES)
    throw new Error(`Own code is ${size} bytes in brotli, over the limit of ${OWN_LIMIT_BYTES}.`);
}

/** The file and all it needs before it can run. */
function withImports(outputs, entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const { path, kind } of outputs[entry].imports)
    if (kind === 'import-statement' && outputs[path]) withImports(outputs, path, found);
  return found;
}

function report(name, bytes) {
  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`.padStart(10);
  const sizes = [bytes.length, gzipSync(bytes).length, brotliCompressSync(bytes).length];
  console.log(`${name.padEnd(32)}${sizes.map(kilobytes).join('')}   (plain, gzip, brotli)`);
}
