/** Style sheet of the pages under `/ogc`. */

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --sit-primary: #0066cc;
  --sit-ink: #17324d;
  --sit-muted: #455b71;
  --sit-ground: #ffffff;
  --sit-panel: #f5f7fa;
  --sit-line: #d6dce3;
  --sit-notice: #fff3cd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --sit-primary: #7ab8ff;
    --sit-ink: #e6edf5;
    --sit-muted: #aebdcc;
    --sit-ground: #101922;
    --sit-panel: #18242f;
    --sit-line: #33424f;
    --sit-notice: #4a3c08;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  color: var(--sit-ink);
  background: var(--sit-ground);
  font: 1rem/1.5 'Titillium Web', system-ui, sans-serif;
}
a { color: var(--sit-primary); }
:focus-visible { outline: 3px solid var(--sit-primary); outline-offset: 2px; }
header {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem 1rem;
  min-height: 56px;
  padding: 0.5rem 1.25rem;
  background: var(--sit-panel);
  border-block-end: 1px solid var(--sit-line);
}
.union { font-weight: 600; text-decoration: none; color: inherit; min-height: 24px; }
.service { color: var(--sit-muted); }
.fictitious {
  margin-inline-start: auto;
  padding: 0.1rem 0.6rem;
  border-radius: 4px;
  background: var(--sit-notice);
  font-weight: 600;
}
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
.crumbs { display: flex; flex-wrap: wrap; gap: 0.25rem; list-style: none; padding: 0; margin: 0; font-size: 0.875rem; }
.crumbs li + li::before { content: '/'; margin-inline-end: 0.25rem; color: var(--sit-muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
.cards li { border: 1px solid var(--sit-line); border-radius: 6px; padding: 1rem; }
.cards h3 { margin: 0 0 0.25rem; font-size: 1.05rem; }
.cards p { margin: 0.25rem 0 0; color: var(--sit-muted); }
.layout { display: grid; gap: 1.5rem; align-items: start; }
@media (min-width: 60rem) { .layout.split { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
sit-map { display: block; height: 24rem; border: 1px solid var(--sit-line); border-radius: 6px; overflow: hidden; }
dl.values { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0; margin: 0; }
dl.values > div { display: contents; }
dl.values dt, dl.values dd { margin: 0; padding: 0.4rem 0.75rem 0.4rem 0; border-block-end: 1px solid var(--sit-line); overflow-wrap: anywhere; }
dl.values dt { color: var(--sit-muted); }
.numeric { font-variant-numeric: tabular-nums; text-align: end; }
.scroll { overflow-x: auto; border: 1px solid var(--sit-line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
th, td { padding: 0.45rem 0.75rem; text-align: start; border-block-end: 1px solid var(--sit-line); vertical-align: top; }
th.numeric, td.numeric { text-align: end; }
thead th { background: var(--sit-panel); white-space: nowrap; }
tbody tr:hover { background: var(--sit-panel); }
td { max-width: 24rem; overflow-wrap: anywhere; }
.pager { display: flex; gap: 1rem; align-items: center; margin-block: 1rem; }
.button { display: inline-block; min-height: 44px; padding: 0.6rem 1.1rem; border-radius: 4px; background: var(--sit-primary); color: var(--sit-ground); text-decoration: none; }
.muted { color: var(--sit-muted); }
footer { padding: 1rem 1.25rem; border-block-start: 1px solid var(--sit-line); font-size: 0.875rem; }
`;
