/** What a proposal shows on the map: its whole state in place of the present, or one difference over it. */
import type { ProposalDetail, ProposalDifference } from '@sit/core/api-proposal';
import { bboxOf, type Geometry } from '@sit/core/geometry';
import { boxOf } from '../../internal/box-of.ts';
import { DifferenceOverlay } from '../../internal/difference-overlay.ts';
import { PRESENT } from '../../internal/showing.ts';
import type { SitMap } from '../sit-map/sit-map.ts';

const PLACE_ZOOM = 17;

export class ProposalOnMap {
  readonly #sitMap: SitMap;
  readonly #id: string;
  #overlay: DifferenceOverlay | null = null;

  constructor(sitMap: SitMap, id: string) {
    this.#sitMap = sitMap;
    this.#id = id;
  }

  get isPreviewed(): boolean {
    const { showing } = this.#sitMap;
    return showing.kind === 'proposal' && showing.id === this.#id;
  }

  /** The proposal's state on the map; null for the present. */
  preview(proposal: ProposalDetail | null): void {
    if (!proposal) return this.#sitMap.setShowing(PRESENT);
    const { id, title, layers } = proposal;
    // What is not shown could not be seen to change.
    for (const layer of layers) this.#reveal(layer);
    this.#sitMap.setShowing({ kind: 'proposal', id, title, layers });
  }

  /** It has other edits, or another state: a preview follows. */
  changed(proposal: ProposalDetail): void {
    if (!this.isPreviewed) return;
    this.preview(proposal.editCount > 0 ? proposal : null);
    for (const layer of proposal.layers) this.#sitMap.reloadLayer(layer);
  }

  /** What was proposed is there now. */
  published({ layers }: ProposalDetail): void {
    this.clear();
    if (this.isPreviewed) this.#sitMap.setShowing(PRESENT);
    for (const layer of layers) this.#sitMap.reloadLayer(layer);
  }

  /** Goes there, and draws the feature as it is, dashed, and as it would be, solid. */
  show({ edit, present, base, proposed }: ProposalDifference): void {
    const { map } = this.#sitMap;
    if (!map) return;
    this.#reveal(edit.layer);
    const before = (present ?? base)?.geometry ?? null;
    const after = proposed?.geometry ?? null;
    this.#overlay ??= new DifferenceOverlay(map);
    this.#overlay.show(before, after);
    this.#frame([before, after]);
  }

  showPlace([lng, lat]: [number, number]): void {
    this.#sitMap.map?.easeTo({ center: [lng, lat], zoom: PLACE_ZOOM });
  }

  /** A preview stays: the map itself says that it is on, and how to leave it. */
  clear(): void {
    this.#overlay?.remove();
    this.#overlay = null;
  }

  #reveal(layer: string): void {
    if (!this.#sitMap.isVisible(layer)) this.#sitMap.setLayerVisibility(layer, true);
  }

  #frame(geometries: readonly (Geometry | null)[]): void {
    const all = geometries.flatMap((geometry) => {
      const bbox = geometry && bboxOf(geometry);
      return bbox ? [bbox] : [];
    });
    if (all.length > 0) this.#sitMap.fitBounds(boxOf(all));
  }
}
