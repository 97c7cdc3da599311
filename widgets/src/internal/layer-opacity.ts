/** Scaling of a style layer's opacity, whatever expression it is written in. */
import type { StyleFragment } from '@sit/core/style';

const PROPERTIES: Record<StyleFragment['type'], readonly string[]> = {
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  circle: ['circle-opacity', 'circle-stroke-opacity'],
  symbol: ['text-opacity', 'icon-opacity'],
  'fill-extrusion': ['fill-extrusion-opacity'],
};

/** The opacity properties of `fragment` and their values times `factor` (0 to 1). */
export function scaledOpacities(
  fragment: Pick<StyleFragment, 'type' | 'paint'>,
  factor: number,
): [string, unknown][] {
  return PROPERTIES[fragment.type].map((name) => [
    name,
    scaled(fragment.paint?.[name] ?? 1, factor),
  ]);
}

/**
 * A style value times `factor`. Outputs of a zoom curve are scaled one by one, since the style
 * specification admits `zoom` only in an outermost `step` or `interpolate`.
 */
function scaled(value: unknown, factor: number): unknown {
  if (factor === 1) return value;
  if (typeof value === 'number') return value * factor;
  if (!Array.isArray(value)) return value;
  if (value[0] === 'interpolate')
    return value.map((part, at) => (at >= 4 && at % 2 === 0 ? scaled(part, factor) : part));
  if (value[0] === 'step')
    return value.map((part, at) => (at >= 2 && at % 2 === 0 ? scaled(part, factor) : part));
  return ['*', factor, value];
}
