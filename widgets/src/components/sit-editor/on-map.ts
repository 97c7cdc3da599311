/** What the editor has on the map: the stage of an edit or of choosing, what to snap to, the pointer. */
import type { CatalogueLayer } from '@sit/client/client';
import type { ChangeEvent } from '@sit/core/change-event';
import { bboxOf, type Geometry, type Position } from '@sit/core/geometry';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { FeatureEdit } from './feature-edit.ts';
import { MapStage, type StageOptions } from './map-stage.ts';
import { isWellInView } from './map-view-of.ts';
import { PickStage } from './pick-stage.ts';
import { SnapSource } from './snap-source.ts';

export interface PickAnswers {
  picked: (fid: number) => void;
  nothing: () => void;
  cancel: () => void;
}

export class OnMap {
  readonly #sitMap: SitMap;
  readonly #options: StageOptions;
  #stage: MapStage | null = null;
  #snapSource: SnapSource | null = null;
  #pickStage: PickStage | null = null;
  #listening: AbortController | null = null;
  #releasePointer: (() => void) | null = null;

  constructor(sitMap: SitMap, options: StageOptions) {
    this.#sitMap = sitMap;
    this.#options = options;
  }

  /** Sets up what the edit needs; again when the map has been made anew. */
  startEdit(edit: FeatureEdit): void {
    const { map, client } = this.#sitMap;
    this.stop();
    if (!map) return;
    this.#stage = new MapStage(map, edit.map, this.#options);
    this.#snapSource = new SnapSource(map, {
      client,
      layers: () => this.#snapLayers(edit.layer),
      isEdited: (layer, fid) => layer === edit.layer.id && fid === edit.session.base?.fid,
      found: (index) => (edit.map.snapIndex = index),
    });
    const { signal } = (this.#listening = new AbortController());
    this.#sitMap.addEventListener(
      'sit-feature-change',
      ({ changes }) => {
        // Neighbours to snap to may be among them.
        void this.#snapSource?.load();
        for (const change of changes) edit.heard(change);
      },
      { signal },
    );
    this.#claim();
  }

  /** Lets people choose a feature of `layer`; false where there is no map yet. */
  startPicking(layer: CatalogueLayer, answers: PickAnswers): boolean {
    const { map } = this.#sitMap;
    this.stop();
    if (!map) return false;
    if (!this.#sitMap.isVisible(layer.id)) this.#sitMap.setLayerVisibility(layer.id, true);
    this.#pickStage = new PickStage(map, { layer, t: this.#options.t(), ...answers });
    this.#claim();
    this.#pickStage.focus();
    return true;
  }

  /** Leaves the map as it was found. */
  stop(): void {
    this.#stage?.dispose();
    this.#snapSource?.dispose();
    this.#pickStage?.dispose();
    this.#listening?.abort();
    this.#releasePointer?.();
    this.#stage = this.#snapSource = this.#pickStage = this.#releasePointer = null;
  }

  refresh(): void {
    this.#stage?.refresh();
  }

  focus(): void {
    this.#stage?.focus();
  }

  /** Something has been written here: the map draws it anew without waiting for the server to tell it. */
  written(change: ChangeEvent): void {
    this.#sitMap.changed([change]);
  }

  /** Brings the feature into view where it is outside, or too small to be worked on. */
  frame(geometry: Geometry | null): void {
    const { map } = this.#sitMap;
    const bbox = geometry && bboxOf(geometry);
    if (map && bbox && !isWellInView(map, bbox)) this.#sitMap.fitBounds(bbox);
  }

  show(position: Position, { evenInView }: { evenInView: boolean }): void {
    const center: [number, number] = [position[0], position[1]];
    const { map } = this.#sitMap;
    if (map && (evenInView || !map.getBounds().contains(center))) map.easeTo({ center });
  }

  #claim(): void {
    this.#releasePointer = this.#sitMap.claimPointer(this);
  }

  /** The layer itself, and the shown layers of lines and surfaces that offices keep. */
  #snapLayers(layer: CatalogueLayer): string[] {
    const others = this.#sitMap.catalogue.filter(
      ({ id, geometryType, editableBy }) =>
        id !== layer.id &&
        this.#sitMap.isVisible(id) &&
        editableBy !== 'nobody' &&
        !geometryType.endsWith('Point'),
    );
    return [layer.id, ...others.map(({ id }) => id)];
  }
}
