/** A geometry drawn small, with the version it differs from behind it. */
import { svg, html, type TemplateResult } from 'lit';
import type { Geometry, Position } from '@sit/core/geometry';
import { bboxOf } from '@sit/core/geometry';
import { localMetric } from '@sit/editing/local-metric';
import { kindOf, partsOf } from '@sit/editing/parts';

const WIDTH = 150;
const HEIGHT = 100;
const MARGIN = 8;

/** Both are drawn to the same scale, so that two sketches side by side can be compared. */
export function sketchTemplate(geometry: Geometry | null, other: Geometry | null): TemplateResult {
  const project = projectionFor([geometry, other]);
  return html`<svg class="sketch" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
    ${other ? shape(other, project, 'other') : ''}
    ${geometry ? shape(geometry, project, 'chosen') : ''}
  </svg>`;
}

type Projection = (position: Position) => [x: number, y: number];

function projectionFor(geometries: readonly (Geometry | null)[]): Projection {
  const boxes = geometries.flatMap((geometry) => (geometry && bboxOf(geometry)) || []);
  const corners = boxes.length > 0 ? boxes : [0, 0, 0, 0];
  const xs = corners.filter((_, i) => i % 2 === 0);
  const ys = corners.filter((_, i) => i % 2 === 1);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  const metric = localMetric((south + north) / 2);
  const width = Math.max((east - west) * metric.metersPerDegreeEast, 1);
  const height = Math.max((north - south) * metric.metersPerDegreeNorth, 1);
  const scale = Math.min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height);
  const [midX, midY] = [(west + east) / 2, (south + north) / 2];
  return ([x, y]) => [
    WIDTH / 2 + (x - midX) * metric.metersPerDegreeEast * scale,
    HEIGHT / 2 - (y - midY) * metric.metersPerDegreeNorth * scale,
  ];
}

function shape(geometry: Geometry, project: Projection, className: string): TemplateResult[] {
  const rings = partsOf(geometry).flat();
  if (kindOf(geometry.type) === 'point')
    return rings.map((ring) => {
      const [x, y] = project(ring[0]!);
      return svg`<circle class=${className} cx=${x} cy=${y} r="5"></circle>`;
    });
  const path = rings
    .map(
      (ring) =>
        `M${ring
          .map((position) =>
            project(position)
              .map((n) => n.toFixed(1))
              .join(),
          )
          .join('L')}`,
    )
    .join('');
  const fill = kindOf(geometry.type) === 'line' ? 'none' : undefined;
  return [
    svg`<path class=${className} d=${path} fill-rule="evenodd" style=${fill ? 'fill:none' : ''}></path>`,
  ];
}
