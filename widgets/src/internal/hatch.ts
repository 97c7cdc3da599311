/** Diagonal hatching as a seamless pattern, for styles that name the image `hatch:#rrggbb`. */

const NAME = /^hatch:#([0-9a-f]{6})$/i;
/** Pixels of the square at pixel ratio 2, and the width of its one line. */
const SIZE = 16;
const LINE = 3;

export interface Pattern {
  width: number;
  height: number;
  /** RGBA, straight alpha. */
  data: Uint8ClampedArray;
}

/** The pattern an image id asks for; null for ids that are not hatching. */
export function hatchPattern(id: string): Pattern | null {
  const color = NAME.exec(id)?.[1];
  if (!color) return null;
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++)
      data.set([red!, green!, blue!, 255 * coverage((x + y) % SIZE)], (y * SIZE + x) * 4);
  return { width: SIZE, height: SIZE, data };
}

/** How much of the pixel at `offset` across the line's direction the line covers, wrapping around. */
function coverage(offset: number): number {
  const distance = Math.min(offset, SIZE - offset) / Math.SQRT2;
  return Math.min(1, Math.max(0, LINE / 2 + 0.5 - distance));
}
