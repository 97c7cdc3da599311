/** A QR code as SVG: one path, so that no style is needed that a strict policy would refuse. */
import { html, type TemplateResult } from 'lit';
import { encode } from 'uqr';

/** Four modules of quiet zone (ISO/IEC 18004); dark on white in every theme, or scanners do not see it. */
const QUIET = 4;

export function qrCode(text: string, label: string): TemplateResult {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return html`<svg
    class="qr"
    role="img"
    aria-label=${label}
    viewBox="0 0 ${size} ${size}"
    width="200"
    height="200"
    shape-rendering="crispEdges"
  >
    <rect width=${size} height=${size} fill="#ffffff" />
    <path d=${path} fill="#000000" />
  </svg>`;
}
