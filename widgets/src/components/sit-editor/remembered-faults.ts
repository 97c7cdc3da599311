/** The faults of the geometry last asked about, looked for once. */
import type { Geometry } from '@sit/core/geometry';
import { faultsOf, type GeometryFault } from '@sit/editing/validate';

export function rememberedFaults(): (geometry: Geometry | null) => readonly GeometryFault[] {
  let last: Geometry | null = null;
  let found: GeometryFault[] = [];
  return (geometry) => {
    if (geometry !== last) found = geometry ? faultsOf(geometry) : [];
    last = geometry;
    return found;
  };
}
