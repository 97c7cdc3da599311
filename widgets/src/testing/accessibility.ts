/** axe-core over an element as it stands, shadow roots and all. */
import 'axe-core';
import type axe from 'axe-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/**
 * What axe finds wrong, a line a rule and an element: WCAG 2.2 A and AA and its best practices, except
 * the rules that judge a whole page.
 */
export async function accessibilityFaults(element: Element): Promise<string[]> {
  const { violations } = await window.axe.run(element, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
