/** Elements on the test's page, and a map of the little territory (`widgets/test/territory.mjs`). */
import type { ChangeEvent } from '@sit/core/change-event';
import { html, render, type TemplateResult } from 'lit';
import type { SitMap } from '../components/sit-map/sit-map.ts';
import '../components/sit-map/sit-map.ts';

export const TERRITORY = new URL('/territory', location.href).href;

let host: HTMLElement | null = null;

afterEach(() => {
  host?.remove();
  host = null;
  document.documentElement.lang = 'it';
});

/** Puts the template on the page; gone after the test. */
export function fixture<E extends Element>(template: TemplateResult): E {
  host?.remove();
  host = document.body.appendChild(document.createElement('main'));
  render(template, host);
  return host.firstElementChild as E;
}

/** A map with `children` in it, ready and drawn. `width` is CSS pixels. */
export async function openMap(
  children: TemplateResult = html``,
  { width = 1000, municipality = null as string | null, server = TERRITORY } = {},
): Promise<SitMap> {
  const frame = fixture<HTMLElement>(
    html`<div>
      <sit-map server=${server} lng="14.045" lat="41.765" zoom="15" .municipality=${municipality}
        >${children}</sit-map
      >
    </div>`,
  );
  frame.style.width = `${width}px`;
  const sitMap = frame.querySelector('sit-map')!;
  sitMap.style.setProperty('--sit-map-height', '700px');
  await ready(sitMap);
  return sitMap;
}

export async function ready(sitMap: SitMap): Promise<void> {
  if (!sitMap.map) await once(sitMap, 'sit-map-ready');
  await drawn(sitMap);
  await sitMap.updateComplete;
}

/** Everything in view has come and has been drawn. */
export async function drawn(sitMap: SitMap): Promise<void> {
  await until(
    () => sitMap.map!.loaded() && sitMap.map!.areTilesLoaded() && !sitMap.map!.isMoving(),
  );
}

export function once<T extends keyof GlobalEventHandlersEventMap>(
  target: EventTarget,
  type: T,
): Promise<GlobalEventHandlersEventMap[T]> {
  return new Promise((happened) =>
    target.addEventListener(type, (event) => happened(event as GlobalEventHandlersEventMap[T]), {
      once: true,
    }),
  );
}

/** The server tells a change to the maps that follow it; waits until one does. */
export async function tell(server: string, change: Partial<ChangeEvent>): Promise<void> {
  const body = JSON.stringify(change);
  for (;;) {
    const answer = await fetch(`${server}/tell`, { method: 'POST', body });
    if (((await answer.json()) as number) > 0) return;
  }
}

/** Waits until `condition` gives something: for what follows an answer of the server. */
export async function until<T>(condition: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const result = condition();
    if (result) return result;
    await new Promise((later) => setTimeout(later, 20));
  }
}

/** The element's shadow text as read, white space collapsed. */
export function shadowText(element: Element): string {
  return (element.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Presses the button of that name in the element's shadow. */
export function press(element: Element, name: string): void {
  const buttons = [...element.shadowRoot!.querySelectorAll('button')];
  const found = buttons.find(
    (each) => (each.ariaLabel ?? each.textContent!).replace(/\s+/g, ' ').trim() === name,
  );
  if (!found) throw new Error(`${element.localName} has no button «${name}»`);
  found.click();
}

export function query<E extends Element = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot!.querySelector<E>(selector);
  if (!found) throw new Error(`${element.localName} has no ${selector}`);
  return found;
}
