/** The standard catalogue, in drawing order. */
import type { Layer } from '@sit/core/layer';
import { addresses } from './addresses.ts';
import { buildings } from './buildings.ts';
import { constraints } from './constraints.ts';
import { landcover } from './landcover.ts';
import { municipalities } from './municipalities.ts';
import { parcels } from './parcels.ts';
import { places } from './places.ts';
import { relief } from './relief.ts';
import { roads } from './roads.ts';
import { sheets } from './sheets.ts';
import { waterways } from './waterways.ts';
import { zoning } from './zoning.ts';

export const standardLayers: readonly Layer[] = [
  landcover,
  relief,
  zoning,
  waterways,
  constraints,
  buildings,
  parcels,
  addresses,
  roads,
  sheets,
  municipalities,
  places,
];
