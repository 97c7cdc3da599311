/** The buttons on the map: zoom, first view, own position, and one for each panel nested in it. */
import { html, nothing, type TemplateResult } from 'lit';
import House from 'lucide-static/dist/esm/icons/house.mjs';
import Locate from 'lucide-static/dist/esm/icons/locate.mjs';
import Minus from 'lucide-static/dist/esm/icons/minus.mjs';
import Plus from 'lucide-static/dist/esm/icons/plus.mjs';
import { icon } from '../../internal/icons.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import type { Translation } from '../../translations/translation.ts';

export interface ToolActions {
  zoomIn(): void;
  zoomOut(): void;
  home(): void;
  /** Null where the browser gives no position. */
  locate: (() => void) | null;
}

export function toolsTemplate(t: Translation, actions: ToolActions): TemplateResult {
  return html`<div class="tools" part="tools" role="group" aria-label=${t.map.tools}>
    ${tool(t.map.zoomIn, Plus, actions.zoomIn)} ${tool(t.map.zoomOut, Minus, actions.zoomOut)}
    ${tool(t.map.home, House, actions.home, 'secondary')}
    ${actions.locate ? tool(t.map.locate, Locate, actions.locate, 'secondary') : nothing}
  </div>`;
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
