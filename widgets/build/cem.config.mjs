/** What the custom-elements manifest is made from. */
export default {
  globs: ['src/components/**/*.ts', 'src/internal/*-element.ts'],
  exclude: ['**/*.test.ts'],
  litelement: true,
  // package.json is an input of the build: it names the manifest already.
  packagejson: false,
};
