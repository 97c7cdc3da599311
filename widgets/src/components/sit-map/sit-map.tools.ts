/** The buttons on the map: zoom, first view, own position, and one for each panel nested in it. */
import { html, nothing, type TemplateResult } from 'lit';
import House from 'lucide-static/dist/esm/icons/house.mjs';
import Locate from 'lucide-static/dist/esm/icons/locate.mjs';
import Minus from 'lucide-static/dist/esm/icons/minus.mjs';
import Plus from 'lucide-static/dist/esm/icons/plus.mjs';
import { icon } from '../../internal/icons.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import type { Translation } from '../../translations/translation.ts';
import type { MapView } from './map-view.ts';

export interface ToolsOptions {
  view: MapView;
  home: () => void;
  locateFailed: () => void;
}

export function toolsTemplate(
  t: Translation,
  { view, home, locateFailed }: ToolsOptions,
): TemplateResult {
  const { map } = view;
  const mayLocate = isSecureContext && 'geolocation' in navigator;
  return html`<div class="tools" part="tools" role="group" aria-label=${t.map.tools}>
    ${tool(t.map.zoomIn, Plus, () => map.zoomIn())}
    ${tool(t.map.zoomOut, Minus, () => map.zoomOut())} ${tool(t.map.home, House, home, 'secondary')}
    ${mayLocate ? tool(t.map.locate, Locate, () => locate(view, locateFailed), 'secondary') : nothing}
  </div>`;
}

function locate(view: MapView, failed: () => void): void {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => view.goTo([coords.longitude, coords.latitude], 16, { animate: true }),
    failed,
  );
}

/** A button each panel that can be opened; pressed again it closes it. */
export function panelButtonsTemplate(
  panels: readonly MapConnectedElement[],
  t: Translation,
): TemplateResult | typeof nothing {
  const buttons = panels.flatMap((peer) =>
    peer.panel && peer.panel.button !== false ? [{ peer, panel: peer.panel }] : [],
  );
  if (buttons.length === 0) return nothing;
  return html`<div
    class="panel-buttons"
    part="panel-buttons"
    role="group"
    aria-label=${t.map.panels}
  >
    ${buttons.map(
      ({ peer, panel }) =>
        html`<button
          type="button"
          class="panel-button"
          data-panel=${peer.localName}
          aria-expanded=${peer.open}
          @click=${() => (peer.open ? peer.hide() : peer.show())}
        >
          ${icon(panel.icon)}<span>${panel.title}</span>
        </button>`,
    )}
  </div>`;
}

function tool(label: string, svg: string, act: () => void, kind = ''): TemplateResult {
  return html`<button
    type="button"
    class="icon ${kind}"
    aria-label=${label}
    title=${label}
    @click=${act}
  >
    ${icon(svg)}
  </button>`;
}
