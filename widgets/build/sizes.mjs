/** What a visitor's browser fetches, and the limit on the part of it that is ours. */
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { common, out } from './scripts.mjs';

/** Everything but MapLibre, in brotli, as the server sends it. */
const OWN_LIMIT_BYTES = 60_000;

export async function checkSizes() {
  const whole = await readFile(`${out}/embed.js`);
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/sit.ts'],
    external: ['maplibre-gl'],
    write: false,
  });
  const own = outputFiles[0].contents;
  report('embed.js', whole);
  report('  own code and lit', own);
  const size = brotliCompressSync(own).length;
  if (size > OWN_LIMIT_BYTES)
    throw new Error(`Own code is ${size} bytes in brotli, over the limit of ${OWN_LIMIT_BYTES}.`);
}

function report(name, bytes) {
  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`.padStart(10);
  const sizes = [bytes.length, gzipSync(bytes).length, brotliCompressSync(bytes).length];
  console.log(`${name.padEnd(20)}${sizes.map(kilobytes).join('')}   (plain, gzip, brotli)`);
}
