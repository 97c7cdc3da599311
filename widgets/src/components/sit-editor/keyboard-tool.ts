/** The keys of editing on the map: everything the pointer does, done with the cross-hair. */
import type { MapEdit } from './map-edit.ts';
import type { CrossHair } from './cross-hair.ts';
import { positionAt } from '@sit/editing/address';
import { pickEdge, pickVertex } from '@sit/editing/pick';

export interface KeyboardOptions {
  /** Metres on the ground of the pick and snap distances; snap is 0 where snapping is off. */
  reach: () => { pick: number; snap: number };
  nothingHere: () => void;
  /** Esc with nothing left to cancel on the map. */
  cancelEdit: () => void;
}

export class KeyboardTool {
  readonly #edit: MapEdit;
  readonly #crossHair: CrossHair;
  readonly #options: KeyboardOptions;

  constructor(edit: MapEdit, crossHair: CrossHair, options: KeyboardOptions) {
    this.#edit = edit;
    this.#crossHair = crossHair;
    this.#options = options;
  }

  /** Handles a key pressed on the surface; keys it does not know go on their way. */
  press(event: KeyboardEvent): void {
    if (!this.#handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #handle(event: KeyboardEvent): boolean {
    if (this.#crossHair.move(event)) {
      if (!this.#edit.carrying && !this.#edit.drawing) this.#edit.select(null);
      this.#aim();
      return true;
    }
    switch (event.key) {
      case 'Enter':
        this.#enter();
        return true;
      case ']':
      case 'n':
        return this.#plain(event) && this.#step(1);
      case '[':
      case 'p':
        return this.#plain(event) && this.#step(-1);
      case 'Tab':
        // Only from vertex to vertex: past the last one, and with none chosen, Tab leaves the map.
        return this.#edit.selected !== null && this.#step(event.shiftKey ? -1 : 1);
      case 'Delete':
      case 'Backspace':
        this.#edit.remove();
        return true;
      case 'Escape':
        if (!this.#edit.escape()) this.#options.cancelEdit();
        return true;
      default:
        return false;
    }
  }

  /** Brackets are typed with AltGr (Ctrl+Alt) on Italian keyboards; Ctrl+N and Ctrl+P are the browser's. */
  #plain(event: KeyboardEvent): boolean {
    return (
      event.key === '[' || event.key === ']' || !(event.ctrlKey || event.metaKey || event.altKey)
    );
  }

  #aim(): void {
    this.#edit.aim(this.#crossHair.position, this.#options.reach().snap);
  }

  #enter(): void {
    const edit = this.#edit;
    if (edit.drawing) {
      this.#aim();
      return edit.place();
    }
    if (edit.carrying) return edit.drop();
    if (edit.tool === 'move') return edit.pickUpFeature(this.#crossHair.position);
    if (edit.selected) return edit.pickUpVertex(edit.selected);
    this.#pickUpHere();
  }

  #pickUpHere(): void {
    const { geometry } = this.#edit;
    const { position } = this.#crossHair;
    const { pick } = this.#options.reach();
    const vertex = geometry && pickVertex(geometry, position, pick);
    if (vertex) return this.#edit.pickUpVertex(vertex);
    const edge = geometry && pickEdge(geometry, position, pick);
    if (edge) return this.#edit.pickUpNewVertex(edge.edge, edge.position);
    this.#options.nothingHere();
  }

  #step(by: 1 | -1): boolean {
    if (this.#edit.carrying) this.#edit.putBack();
    if (!this.#edit.step(by)) {
      this.#edit.select(null);
      return false;
    }
    const { geometry, selected } = this.#edit;
    const position = geometry && selected && positionAt(geometry, selected);
    if (position) this.#crossHair.moveTo(position);
    return true;
  }
}
