/** Everything the editor has on the map while something is edited there, set up and taken away together. */
import type { Map as MapLibreMap, Subscription } from 'maplibre-gl';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Locale } from '../../translations/translation.ts';
import type { MapEdit } from './map-edit.ts';
import type { ScreenPoint } from './edit-surface.ts';
import { CrossHair } from './cross-hair.ts';
import { EditOverlay, type Picture } from './edit-overlay.ts';
import { SitEditSurface } from './edit-surface.ts';
import { handlesOf } from './handles.ts';
import { KeyboardTool } from './keyboard-tool.ts';
import { PICK_PIXELS, SNAP_PIXELS, metersOf, viewOf } from './map-view-of.ts';
import { besideText } from './measure-text.ts';
import { PointerTool } from './pointer-tool.ts';

export interface StageOptions {
  t: () => EditorTranslation;
  locale: () => Locale;
  snapping: () => boolean;
  announce: (text: string) => void;
  cancelEdit: () => void;
  /** Vertices are too many to be shown at this zoom, or no longer. */
  tooMany: (tooMany: boolean) => void;
}

export class MapStage {
  readonly #map: MapLibreMap;
  readonly #edit: MapEdit;
  readonly #options: StageOptions;
  readonly #overlay: EditOverlay;
  readonly #surface: SitEditSurface;
  readonly #crossHair: CrossHair;
  readonly #pointer: PointerTool;
  readonly #subscription: Subscription;
  #tooMany = false;

  constructor(map: MapLibreMap, edit: MapEdit, options: StageOptions) {
    this.#map = map;
    this.#edit = edit;
    this.#options = options;
    this.#overlay = new EditOverlay(map);
    this.#surface = addSurface(map, options.t());
    this.#crossHair = new CrossHair(map, this.#surface);
    const keys = new KeyboardTool(edit, this.#crossHair, {
      reach: () => ({
        pick: metersOf(map, PICK_PIXELS.fine),
        snap: options.snapping() ? metersOf(map, SNAP_PIXELS.fine) : 0,
      }),
      nothingHere: () => options.announce(options.t().announce.nothingHere),
      cancelEdit: options.cancelEdit,
    });
    this.#surface.addEventListener('keydown', (event) => keys.press(event));
    this.#pointer = new PointerTool(map, edit, {
      snapping: options.snapping,
      showsVertices: () => !this.#tooMany,
      used: () => this.#crossHair.hide(),
      clicked: () => this.#surface.focus({ preventScroll: true }),
    });
    this.#subscription = map.on('move', () => this.refresh());
    this.refresh();
  }

  /** Draws the edit as it is now. */
  refresh(): void {
    this.#overlay.draw(() => this.#picture());
    const { cursor, snapped } = this.#edit;
    this.#surface.beside = cursor ? this.#screen(cursor) : null;
    this.#surface.text = besideText(this.#edit, this.#options.locale());
    this.#surface.snapText = snapped ? this.#options.t().snap[snapped.reason] : '';
  }

  focus(): void {
    this.#surface.focus();
  }

  dispose(): void {
    this.#subscription.unsubscribe();
    this.#pointer.dispose();
    this.#overlay.remove();
    this.#surface.remove();
  }

  #picture(): Picture {
    const edit = this.#edit;
    const { draft } = edit.session;
    const positions = draft?.positions ?? [];
    const last = positions.at(-1);
    const faults = [...edit.faults, ...edit.refused.of(edit.geometry)];
    const closes = draft?.kind === 'polygon' && positions.length > 1 ? [positions[0]!] : [];
    const handles = edit.geometry
      ? handlesOf(edit.geometry, edit.selected, viewOf(this.#map))
      : { shown: [], tooMany: false };
    this.#tellTooMany(handles.tooMany);
    return {
      geometry: edit.geometry,
      draft: positions,
      rubberBand: last && edit.cursor ? [last, edit.cursor, ...closes] : [],
      handles: [
        ...(edit.tool === 'vertices' && !draft ? handles.shown : []),
        ...positions.map((position) => ({ kind: 'vertex' as const, position })),
      ],
      snapped: edit.snapped?.position ?? null,
      faults: faults.map((fault) => fault.position),
      faulty: faults.length > 0,
    };
  }

  #tellTooMany(tooMany: boolean): void {
    if (tooMany === this.#tooMany) return;
    this.#tooMany = tooMany;
    this.#options.tooMany(tooMany);
  }

  #screen(position: readonly [number, number, number?]): ScreenPoint {
    const { x, y } = this.#map.project([position[0], position[1]]);
    return { x, y };
  }
}

/** Over the map, under the panels; beside its container, whose own cross-hair answers to focus within. */
export function addSurface(map: MapLibreMap, t: EditorTranslation): SitEditSurface {
  const surface = new SitEditSurface();
  surface.describe(t.surface.label, t.surface.help);
  map.getContainer().after(surface);
  return surface;
}
