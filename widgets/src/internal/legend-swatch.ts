/** A legend's little sample, drawn with SVG attributes: pages may forbid inline styles. */
import type { LegendItem } from '@sit/core/style';
import { html, svg, type TemplateResult } from 'lit';

const WIDTH = 28;
const HEIGHT = 18;
const LINE = 2;

export function swatch(item: LegendItem): TemplateResult {
  return html`<svg
    class="swatch"
    width=${WIDTH}
    height=${HEIGHT}
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    aria-hidden="true"
  >
    ${SHAPES[item.shape](item)}
  </svg>`;
}

const SHAPES: Record<LegendItem['shape'], (item: LegendItem) => TemplateResult> = {
  fill: (item) => svg`
    ${item.hatch ? hatching(item.color) : svg`<rect x="1" y="1" width=${WIDTH - 2} height=${HEIGHT - 2} fill=${item.color} fill-opacity="0.85"></rect>`}
    <rect x="1" y="1" width=${WIDTH - 2} height=${HEIGHT - 2} fill="none" stroke=${item.outline ?? item.color} stroke-width="1.4" stroke-linecap="round" stroke-dasharray=${dashes(item, 1.4)}></rect>`,
  line: (item) => svg`
    ${item.outline ? svg`<line x1="1" x2=${WIDTH - 1} y1=${HEIGHT / 2} y2=${HEIGHT / 2} stroke=${item.outline} stroke-width=${LINE + 2.5}></line>` : ''}
    <line x1="1" x2=${WIDTH - 1} y1=${HEIGHT / 2} y2=${HEIGHT / 2} stroke=${item.color} stroke-width=${LINE + 0.5} stroke-dasharray=${dashes(item, LINE)}></line>`,
  circle: (item) => svg`
    <circle cx=${WIDTH / 2} cy=${HEIGHT / 2} r="5" fill=${item.color} stroke=${item.outline ?? item.color}></circle>`,
};

function dashes(item: LegendItem, width: number): string {
  return item.dash?.map((length) => length * width).join(' ') ?? 'none';
}

function hatching(color: string): TemplateResult {
  const starts = [-12, -6, 0, 6, 12, 18, 24];
  const path = starts.map((x) => `M${x} ${HEIGHT}l${HEIGHT} ${-HEIGHT}`).join('');
  return svg`<path d=${path} stroke=${color} stroke-width="1.2" fill="none"></path>`;
}
