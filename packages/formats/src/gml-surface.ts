/** Polygons and multi-surfaces of GML 3.2 (OGC 07-036 §10.5, §11.2) gathered from a stream of elements. */

type Ring = Float64Array;

export class GmlSurface {
  readonly #polygons: Ring[][] = [];
  #ring: number[] | null = null;

  /** An element opens, by its local name. */
  open(tag: string): void {
    if (tag === 'Polygon' || tag === 'PolygonPatch') this.#polygons.push([]);
    else if (tag === 'LinearRing') this.#ring = [];
  }

  /** Positions of the ring that is open, `x y` pairs, from one `posList` or several `pos`. */
  positions(values: readonly number[]): void {
    if (this.#ring) for (const value of values) this.#ring.push(value);
  }

  close(tag: string): void {
    if (tag !== 'LinearRing' || !this.#ring) return;
    this.#polygons.at(-1)?.push(Float64Array.from(this.#ring));
    this.#ring = null;
  }

  /** ISO WKB MultiPolygon, XY, with the rings as they are, closed or not. */
  toWkb(): Uint8Array {
    const polygons = this.#polygons.filter((rings) => rings.length > 0);
    const size = polygons.reduce(
      (sum, rings) => sum + 9 + rings.reduce((bytes, ring) => bytes + 4 + ring.length * 8, 0),
      9,
    );
    const view = new DataView(new ArrayBuffer(size));
    let offset = 0;
    const head = (type: number, count: number): void => {
      view.setUint8(offset, 1);
      view.setUint32(offset + 1, type, true);
      view.setUint32(offset + 5, count, true);
      offset += 9;
    };
    head(6, polygons.length);
    for (const rings of polygons) {
      head(3, rings.length);
      for (const ring of rings) {
        view.setUint32(offset, ring.length / 2, true);
        offset += 4;
        for (const value of ring) {
          view.setFloat64(offset, value, true);
          offset += 8;
        }
      }
    }
    return new Uint8Array(view.buffer);
  }
}

/** `x y` pairs of a `posList`'s text; null when it does not hold whole positions of numbers. */
export function parsePositions(
  text: string,
  dimension: number,
  northFirst: boolean,
): number[] | null {
  const values = text.trim() === '' ? [] : text.trim().split(/\s+/).map(Number);
  if (![2, 3].includes(dimension) || values.length % dimension !== 0) return null;
  const positions: number[] = [];
  for (let i = 0; i < values.length; i += dimension) {
    const [first, second] = [values[i]!, values[i + 1]!];
    if (Number.isNaN(first) || Number.isNaN(second)) return null;
    if (northFirst) positions.push(second, first);
    else positions.push(first, second);
  }
  return positions;
}
