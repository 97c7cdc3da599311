/** axe-core over an element as it stands, shadow roots and all. */
import 'axe-core';
import type axe from 'axe-core';
import { expect } from 'chai';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** WCAG 2.2 A and AA, and axe's best practices, except those that judge a whole page. */
export async function expectAccessible(element: Element): Promise<void> {
  const { violations } = await window.axe.run(element, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  );
  expect(found, found.join('\n')).to.be.empty;
}
