/** What only an edit needs is fetched with the first one: checks, snapping, saving. */
export function fetchEditing() {
  return Promise.all([import('./open-feature.ts'), import('./feature-edit.ts')]);
}
