/** Mouse and touch on the map: sets vertices while drawing, drags them when there is a geometry. */
import type { Position } from '@sit/core/geometry';
import type { VertexAddress } from '@sit/editing/address';
import type {
  MapLayerMouseEvent,
  Map as MapLibreMap,
  MapMouseEvent,
  MapTouchEvent,
} from 'maplibre-gl';
import type { MapEdit } from './map-edit.ts';
import { partAt, pickEdge, pickMidpoint, pickVertex } from '@sit/editing/pick';
import { PICK_PIXELS, SNAP_PIXELS, metersOf, positionOf } from './map-view-of.ts';

export interface PointerOptions {
  snapping: () => boolean;
  /** Vertices are shown, so that they may be taken hold of. */
  showsVertices: () => boolean;
  /** A press on the map: the keyboard's cross-hair steps back. */
  used: () => void;
  /** A click on the map: the keys that follow are for the edit. */
  clicked: () => void;
}

type Press = MapMouseEvent | MapTouchEvent;

export class PointerTool {
  readonly #map: MapLibreMap;
  readonly #edit: MapEdit;
  readonly #options: PointerOptions;
  readonly #subscriptions: { unsubscribe(): void }[];
  readonly #listening = new AbortController();
  #touching = false;

  constructor(map: MapLibreMap, edit: MapEdit, options: PointerOptions) {
    this.#map = map;
    this.#edit = edit;
    this.#options = options;
    this.#subscriptions = [
      map.on('mousedown', (event) => this.#press(event)),
      map.on('touchstart', (event) => this.#press(event)),
      map.on('mousemove', (event) => this.#move(event)),
      map.on('touchmove', (event) => this.#move(event)),
      map.on('mouseout', () => this.#edit.drawing && this.#edit.unaim()),
      map.on('click', (event) => this.#click(event)),
      map.on('dblclick', (event) => this.#doubleClick(event)),
      map.on('contextmenu', (event) => this.#contextMenu(event)),
    ];
    // The button may be let go outside the map.
    const { signal } = this.#listening;
    addEventListener('mouseup', () => this.#release(), { signal });
    addEventListener('touchend', () => this.#release(), { signal });
    addEventListener('touchcancel', () => this.#edit.putBack(), { signal });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#listening.abort();
    this.#cursor('');
  }

  #press(event: Press): void {
    this.#touching = event.type === 'touchstart';
    this.#options.used();
    if (this.#edit.drawing || !isPrimary(event)) return;
    const position = positionOf(event.lngLat);
    if (!this.#pickUp(position)) return;
    // Keeps MapLibre from dragging the map along.
    event.preventDefault();
    this.#cursor('grabbing');
  }

  #pickUp(position: Position): boolean {
    const { geometry, tool } = this.#edit;
    if (!geometry) return false;
    if (tool === 'move') {
      const inside = partAt(geometry, position) !== null;
      if (
        !inside &&
        !pickEdge(geometry, position, this.#reach) &&
        !pickVertex(geometry, position, this.#reach)
      )
        return false;
      this.#edit.pickUpFeature(position);
      return true;
    }
    if (!this.#options.showsVertices()) return false;
    const vertex = this.#vertexAt(position);
    if (vertex) {
      this.#edit.pickUpVertex(vertex);
      return true;
    }
    const edge = pickMidpoint(geometry, position, this.#reach);
    if (edge) this.#edit.pickUpNewVertex(edge, position);
    return edge !== null;
  }

  #move(event: Press): void {
    if (isTouch(event) && event.originalEvent.touches.length > 1) return;
    const position = positionOf(event.lngLat);
    if (this.#edit.drawing || this.#edit.carrying) {
      if (this.#edit.carrying) event.preventDefault();
      this.#edit.aim(position, this.#snapMeters(event.originalEvent.altKey));
    }
    if (!this.#touching) this.#cursor(this.#cursorAt(position));
  }

  #release(): void {
    if (!this.#edit.carrying) return;
    this.#edit.drop();
    this.#options.clicked();
  }

  #click(event: MapMouseEvent): void {
    this.#options.clicked();
    const position = positionOf(event.lngLat);
    if (this.#edit.drawing) {
      // The second click of a double click is the double click's.
      if (event.originalEvent.detail > 1) return;
      this.#edit.aim(position, this.#snapMeters(event.originalEvent.altKey));
      this.#edit.place();
    } else if (this.#edit.tool === 'vertices') this.#edit.select(this.#vertexAt(position));
  }

  #doubleClick(event: MapMouseEvent): void {
    if (!this.#edit.drawing) return;
    event.preventDefault();
    if (this.#edit.mayFinish) this.#edit.finish();
  }

  #contextMenu(event: MapLayerMouseEvent): void {
    const { drawing } = this.#edit;
    const vertex = drawing ? null : this.#vertexAt(positionOf(event.lngLat));
    if (!drawing && !vertex) return;
    event.preventDefault();
    if (vertex) this.#edit.select(vertex);
    this.#edit.remove();
  }

  #cursorAt(position: Position): string {
    const { drawing, carrying, geometry, tool } = this.#edit;
    if (drawing) return 'crosshair';
    if (carrying) return 'grabbing';
    if (!geometry) return '';
    if (tool === 'move') return partAt(geometry, position) === null ? '' : 'move';
    if (!this.#options.showsVertices()) return '';
    if (this.#vertexAt(position)) return 'grab';
    return pickMidpoint(geometry, position, this.#reach) ? 'copy' : '';
  }

  #vertexAt(position: Position): VertexAddress | null {
    const { geometry } = this.#edit;
    if (!geometry || !this.#options.showsVertices()) return null;
    return pickVertex(geometry, position, this.#reach);
  }

  #cursor(cursor: string): void {
    this.#map.getCanvas().style.cursor = cursor;
  }

  get #reach(): number {
    return metersOf(this.#map, this.#touching ? PICK_PIXELS.coarse : PICK_PIXELS.fine);
  }

  /** Alt keeps from snapping as long as it is held. */
  #snapMeters(altKey: boolean): number {
    if (altKey || !this.#options.snapping()) return 0;
    return metersOf(this.#map, this.#touching ? SNAP_PIXELS.coarse : SNAP_PIXELS.fine);
  }
}

function isTouch(event: Press): event is MapTouchEvent {
  return 'touches' in event.originalEvent;
}

function isPrimary(event: Press): boolean {
  return isTouch(event)
    ? event.originalEvent.touches.length === 1
    : event.originalEvent.button === 0 && !event.originalEvent.ctrlKey;
}
