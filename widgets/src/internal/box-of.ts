/** The box around boxes, in whatever they are in; at least one. */
import type { BBox } from '@sit/core/geometry';

export function boxOf(boxes: readonly BBox[]): BBox {
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
}
