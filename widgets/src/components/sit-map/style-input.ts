/** What a map's style is composed of, now. */
import type { MapStyleInput } from '../../internal/map-style.ts';
import type { SitMap } from './sit-map.ts';

export function styleInputOf(sitMap: SitMap): MapStyleInput {
  const { client, catalogue, municipality, showing } = sitMap;
  return {
    server: client.server,
    catalogue,
    isVisible: (id) => sitMap.isVisible(id),
    opacityOf: (id) => sitMap.opacityOf(id),
    municipality,
    showing,
  };
}
