/** Tabs (WAI-ARIA APG): arrows move and choose, the panel follows. */
import { html, type TemplateResult } from 'lit';

export interface Tab {
  id: string;
  label: string;
}

export function tabList(
  tabs: readonly Tab[],
  selected: string,
  label: string,
  select: (id: string) => void,
): TemplateResult {
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === selected);
    const to = Number.isFinite(step)
      ? (at + step + tabs.length) % tabs.length
      : step < 0
        ? 0
        : tabs.length - 1;
    select(tabs[to]!.id);
    const list = event.currentTarget as HTMLElement;
    list.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>
    ${tabs.map(
      ({ id, label: text }) =>
        html`<button
          type="button"
          role="tab"
          id="tab-${id}"
          aria-controls="panel-${id}"
          aria-selected=${id === selected}
          tabindex=${id === selected ? 0 : -1}
          @click=${() => select(id)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}
