/** The handles' pictures: squares drawn pixel by pixel, sharp at any zoom. */

/** Pictures are drawn for screens of two device pixels a CSS pixel. */
export const PIXEL_RATIO = 2;

export interface Picture {
  width: number;
  height: number;
  /** RGBA. */
  data: Uint8ClampedArray;
}

type Color = readonly [red: number, green: number, blue: number];

const WHITE: Color = [255, 255, 255];
/** The look's primary blue, and the magenta of what is snapped. */
const BLUE: Color = [0, 102, 204];
const MAGENTA: Color = [204, 0, 122];
const RED: Color = [179, 36, 62];

/** Image ids of the editor's symbols. Sizes are CSS pixels, edge included. */
export const PICTURES: Record<string, Picture> = {
  'sit-edit-vertex': square(8, WHITE, BLUE),
  'sit-edit-selected': square(12, BLUE, WHITE),
  'sit-edit-midpoint': square(5, WHITE, BLUE, 1),
  'sit-edit-snapped': square(12, WHITE, MAGENTA, 5),
  'sit-edit-fault': square(12, WHITE, RED, 6),
};

function square(size: number, fill: Color, edge: Color, edgeWidth = 3): Picture {
  const side = size * PIXEL_RATIO;
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const fromEdge = Math.min(x, y, side - 1 - x, side - 1 - y);
      data.set([...(fromEdge < edgeWidth ? edge : fill), 255], (y * side + x) * 4);
    }
  return { width: side, height: side, data };
}
