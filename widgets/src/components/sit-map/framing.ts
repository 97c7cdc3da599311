/** What of the territory comes into view first, and what of the map panels leave to see it in. */
import type { CatalogueLayer } from '@sit/client/client';
import type { BBox } from '@sit/core/geometry';
import type { Municipality } from '@sit/core/tenant';
import type { PaddingOptions } from 'maplibre-gl';

/** Below this width panels are a sheet; the style sheet says the same. */
const SHEET_WIDTH = 640;
/** A panel with the gap beside it. */
const PANEL_WIDTH = 370;
const MAX_MARGIN = 40;

/** WGS 84 box of the municipality, or of all of them; of the layers where no boundary is known. */
export function homeBox({
  municipality,
  municipalities,
  catalogue,
}: {
  municipality: string | null;
  municipalities: readonly Municipality[];
  catalogue: readonly CatalogueLayer[];
}): BBox | null {
  const wanted = municipalities.filter(({ code }) => !municipality || code === municipality);
  return around(boxesOf(wanted)) ?? around(boxesOf(catalogue));
}

/** Pixels that open panels cover at each side, with a margin. `sheetShare` is of the map's height. */
export function panelPadding(
  { width, height }: { width: number; height: number },
  open: { left: boolean; right: boolean },
  sheetShare: number,
): Required<PaddingOptions> {
  const margin = Math.min(MAX_MARGIN, width / 12, height / 12);
  const padding = { top: margin, right: margin, bottom: margin, left: margin };
  if (width < SHEET_WIDTH) {
    if (open.left || open.right) padding.bottom += height * sheetShare;
  } else if (width > 2 * PANEL_WIDTH + 3 * margin) {
    if (open.left) padding.left += PANEL_WIDTH;
    if (open.right) padding.right += PANEL_WIDTH;
  }
  // A sheet at its full height leaves no room to frame anything in.
  padding.bottom = Math.min(padding.bottom, height - padding.top - 1);
  return padding;
}

function boxesOf(known: readonly { bbox?: BBox | null | undefined }[]): BBox[] {
  return known.flatMap(({ bbox }) => (bbox ? [bbox] : []));
}

function around(boxes: readonly BBox[]): BBox | null {
  if (boxes.length === 0) return null;
  const side = (at: 0 | 1 | 2 | 3): number[] => boxes.map((box) => box[at]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}
