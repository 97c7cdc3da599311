/** lucide-static's icons are modules without types: each is its SVG text. */
declare module 'lucide-static/dist/esm/icons/*.mjs' {
  const svg: string;
  export default svg;
}
