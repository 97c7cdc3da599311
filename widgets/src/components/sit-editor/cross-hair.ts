/** The keyboard's pointer: a cross-hair that the arrows move over the map, and the map under it at the edges. */
import type { Position } from '@sit/core/geometry';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { ScreenPoint, SitEditSurface } from './edit-surface.ts';
import { positionOf } from './map-view-of.ts';

/** CSS pixels an arrow key moves, and with Shift. */
const STEP_PIXELS = 1;
const LONG_STEP_PIXELS = 10;
/** So near the edge the map comes along. */
const EDGE_PIXELS = 48;

const ARROWS: Record<string, ScreenPoint> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export class CrossHair {
  readonly #map: MapLibreMap;
  readonly #surface: SitEditSurface;

  constructor(map: MapLibreMap, surface: SitEditSurface) {
    this.#map = map;
    this.#surface = surface;
  }

  /** The place under the cross-hair, which appears where the pointer last was, else in the middle. */
  get position(): Position {
    return positionOf(this.#map.unproject(this.#point));
  }

  get #point(): [number, number] {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const middle = { x: clientWidth / 2, y: clientHeight / 2 };
    const { x, y } = (this.#surface.crossHair ??= this.#surface.beside ?? middle);
    return [x, y];
  }

  /** Moves as an arrow key says, or zooms around itself with + and −; false for other keys. */
  move(event: KeyboardEvent): boolean {
    if (event.key === '+' || event.key === '-') {
      const around = this.#map.unproject(this.#point);
      const zoom = this.#map.getZoom() + (event.key === '+' ? 1 : -1);
      this.#map.easeTo({ zoom, around, duration: motionMilliseconds() }, { keyboard: true });
      return true;
    }
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey) return false;
    const step = event.shiftKey ? LONG_STEP_PIXELS : STEP_PIXELS;
    const [x, y] = this.#point;
    this.#surface.crossHair = { x: x + arrow.x * step, y: y + arrow.y * step };
    this.#keepInView();
    return true;
  }

  /** Puts the cross-hair on a place, bringing it into view. */
  moveTo(position: Position): void {
    const { x, y } = this.#map.project([position[0], position[1]]);
    this.#surface.crossHair = { x, y };
    this.#keepInView();
  }

  hide(): void {
    this.#surface.crossHair = null;
  }

  #keepInView(): void {
    const [x, y] = this.#point;
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const dx = beyond(x, clientWidth);
    const dy = beyond(y, clientHeight);
    if (dx === 0 && dy === 0) return;
    this.#map.panBy([dx, dy], { duration: 0 });
    this.#surface.crossHair = { x: x - dx, y: y - dy };
  }
}

/** How far `value` is outside the margins of `size`. */
function beyond(value: number, size: number): number {
  if (value < EDGE_PIXELS) return Math.round(value - EDGE_PIXELS);
  return value > size - EDGE_PIXELS ? Math.round(value - size + EDGE_PIXELS) : 0;
}

function motionMilliseconds(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150;
}
