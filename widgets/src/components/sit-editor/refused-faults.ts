/** What the server found wrong at places of the geometry it was sent, for as long as it is that geometry. */
import type { Geometry, Position } from '@sit/core/geometry';
import type { Fault } from '@sit/core/problem';

export type PlacedFault = Omit<Fault, 'place'> & { position: Position };

export class RefusedFaults {
  #geometry: Geometry | null = null;
  #faults: readonly PlacedFault[] = [];

  /** Keeps those of `faults` that have a position. */
  keep(geometry: Geometry | null, faults: readonly Fault[]): void {
    this.#geometry = geometry;
    this.#faults = faults.flatMap(({ position, ...fault }) =>
      position ? [{ ...fault, position }] : [],
    );
  }

  of(geometry: Geometry | null): readonly PlacedFault[] {
    return geometry === this.#geometry ? this.#faults : [];
  }
}
