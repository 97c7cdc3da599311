/** An esbuild plugin: takes comments and indentation out of Lit's css`…`, which esbuild leaves as text. */
import { readFile } from 'node:fs/promises';

export const minifyStyles = {
  name: 'minify-styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.(styles|css)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/css`[^`]*`/g, (literal) =>
        literal
          .replace(/\/\*.*?\*\//gs, '')
          .replace(/\s+/g, ' ')
          .replace(/ ?([{};,]) ?/g, '$1'),
      );
      return { contents, loader: 'ts' };
    });
  },
};
