/** What a proposal changes, marked on the map that shows its state: a magenta edge over everything. */
import type { CatalogueLayer } from '@sit/client/client';
import { PROPOSAL_CHANGE } from '@sit/core/proposal';
import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { ProposalShown } from './showing.ts';

const MAGENTA = '#a80065';
const WHITE = '#ffffff';
const CHANGED: FilterSpecification = ['!=', ['coalesce', ['get', PROPOSAL_CHANGE], ''], ''];

export function previewLayers(
  catalogue: readonly CatalogueLayer[],
  { layers }: ProposalShown,
): LayerSpecification[] {
  return catalogue.filter(({ id }) => layers.includes(id)).flatMap(marksOf);
}

function marksOf({ id, geometryType }: CatalogueLayer): LayerSpecification[] {
  const from = { source: id, 'source-layer': id, filter: CHANGED };
  if (geometryType.endsWith('Point'))
    return [
      {
        id: `sit-preview/${id}/point`,
        type: 'circle',
        ...from,
        paint: {
          'circle-radius': 9,
          'circle-color': 'rgba(168, 0, 101, 0.12)',
          'circle-stroke-color': MAGENTA,
          'circle-stroke-width': 2,
        },
      },
    ];
  return [
    {
      id: `sit-preview/${id}/casing`,
      type: 'line',
      ...from,
      paint: { 'line-color': WHITE, 'line-width': 5, 'line-opacity': 0.8 },
    },
    {
      id: `sit-preview/${id}/line`,
      type: 'line',
      ...from,
      paint: { 'line-color': MAGENTA, 'line-width': 2 },
    },
  ];
}
