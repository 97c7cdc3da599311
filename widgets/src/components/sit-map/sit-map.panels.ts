/** The two panels of a map: at its sides where there is room, else a sheet from below. */
import { html, type TemplateResult } from 'lit';
import X from 'lucide-static/dist/esm/icons/x.mjs';
import { icon } from '../../internal/icons.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import type { Translation } from '../../translations/translation.ts';
import type { BottomSheet } from './bottom-sheet.ts';

export function panelTemplate(
  side: 'left' | 'right',
  panels: readonly MapConnectedElement[],
  sheet: BottomSheet,
  t: Translation,
  close: (peer: MapConnectedElement) => void,
): TemplateResult {
  const peer = panels.find((each) => each.open && each.panel?.side === side);
  const title = peer?.panel?.title ?? '';
  return html`<section
    class="panel ${side}"
    part="panel"
    aria-label=${title}
    ?hidden=${!peer}
    data-height=${sheet.height}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !peer) return;
      event.preventDefault();
      close(peer);
    }}
  >
    <button
      type="button"
      class="handle"
      aria-label="${t.map.panelHeight}: ${t.map.panelHeights[sheet.height]}"
      @click=${() => sheet.next()}
      @pointerdown=${(event: PointerEvent) => sheet.drag(event)}
    ></button>
    <header>
      <h2>${title}</h2>
      <button
        type="button"
        class="plain icon"
        aria-label=${t.close}
        title=${t.close}
        @click=${() => peer && close(peer)}
      >
        ${icon(X)}
      </button>
    </header>
    <div class="body"><slot name=${side}></slot></div>
  </section>`;
}
