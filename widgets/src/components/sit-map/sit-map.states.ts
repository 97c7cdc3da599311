/** What is shown instead of a map: loading, nothing to show, no network, failure with a way on. */
import { html, nothing, type TemplateResult } from 'lit';
import TriangleAlert from 'lucide-static/dist/esm/icons/triangle-alert.mjs';
import WifiOff from 'lucide-static/dist/esm/icons/wifi-off.mjs';
import { icon } from '../../internal/icons.ts';
import type { Translation } from '../../translations/translation.ts';

export type MapState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'empty' }
  | { kind: 'offline' }
  | { kind: 'failed'; detail: string };

export function stateTemplate(
  state: MapState,
  drawn: boolean,
  signedIn: boolean,
  t: Translation,
  retry: () => void,
): TemplateResult | typeof nothing {
  switch (state.kind) {
    case 'ready':
      return drawn ? nothing : skeleton(t);
    case 'loading':
      return skeleton(t);
    case 'empty':
      return html`<div class="state" role="status">
        <h2>${t.map.empty}</h2>
        <p>${signedIn ? t.map.emptyForOffice : t.map.emptyDetail}</p>
      </div>`;
    case 'offline':
      return html`<div class="state" role="status">
        ${icon(WifiOff, 32)}
        <h2>${t.map.loadFailed}</h2>
        <p>${t.offline}</p>
        <button type="button" class="primary" @click=${retry}>${t.retry}</button>
      </div>`;
    case 'failed':
      return html`<div class="state" role="alert">
        ${icon(TriangleAlert, 32)}
        <h2>${t.map.loadFailed}</h2>
        <p>${state.detail}</p>
        <button type="button" class="primary" @click=${retry}>${t.retry}</button>
      </div>`;
  }
}

/** A passing word over the map; its place is there from the start, so that it is heard. */
export function messageTemplate(
  message: string | null,
  t: Translation,
  close: () => void,
): TemplateResult {
  return html`<div role="status">
    ${
      message
        ? html`<div class="message">
            ${message}
            <button type="button" @click=${close}>${t.close}</button>
          </div>`
        : nothing
    }
  </div>`;
}

function skeleton(t: Translation): TemplateResult {
  return html`<div class="skeleton" role="status">
    <span class="visually-hidden">${t.map.loading}</span>
  </div>`;
}
