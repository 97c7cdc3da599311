/** What editing on the map does, whoever asks: the pointer, the keys, the panel's buttons. No DOM. */
import type { Geometry, GeometryType, Position } from '@sit/core/geometry';
import type { VertexAddress } from '@sit/editing/address';
import type { DrawTarget } from '@sit/editing/draw';
import type { EditSession } from '@sit/editing/edit-session';
import type { Outcome, RefusalReason } from '@sit/editing/outcome';
import type { Snap, SnapIndex } from '@sit/editing/snapping';
import type { GeometryFault } from '@sit/editing/validate';
import type { Notice } from './notice.ts';
import { addVertex } from '@sit/editing/add-vertex';
import { positionAt, sameAddress, verticesOf } from '@sit/editing/address';
import { extendDraft, finishDraft, mayFinish, shortenDraft, startDraft } from '@sit/editing/draw';
import { moveFeature } from '@sit/editing/move-feature';
import { moveVertex } from '@sit/editing/move-vertex';
import { roundPosition } from '@sit/editing/precision';
import { removePart, removeRing } from '@sit/editing/remove-ring';
import { removeVertex } from '@sit/editing/remove-vertex';
import { RefusedFaults } from './refused-faults.ts';
import { rememberedFaults } from './remembered-faults.ts';
import { snapFor } from './snap-for.ts';

export type Tool = 'vertices' | 'move';

/** With more vertices than this, faults are not looked for at every movement. */
const LARGE_VERTICES = 2000;

type Carried =
  | { what: 'vertex'; from: Geometry; address: VertexAddress }
  | { what: 'feature'; from: Geometry; anchor: Position };

export class MapEdit {
  readonly session: EditSession;
  readonly type: GeometryType;
  tool: Tool = 'vertices';
  /** What to snap to; null for nothing. */
  snapIndex: SnapIndex | null = null;
  readonly refused = new RefusedFaults();
  selected: VertexAddress | null = null;
  /** Where the next vertex would be set, or the carried one dropped; snapped where it may. */
  cursor: Position | null = null;
  snapped: Snap | null = null;
  #carried: Carried | null = null;
  #preview: Geometry | null = null;
  readonly #faultsOf = rememberedFaults();
  readonly #changed: () => void;
  readonly #notify: (notice: Notice) => void;

  /** `changed` is called after every change that shows, `notify` with what is worth telling. */
  constructor(
    session: EditSession,
    type: GeometryType,
    listeners: { changed: () => void; notify: (notice: Notice) => void },
  ) {
    this.session = session;
    this.type = type;
    this.#changed = listeners.changed;
    this.#notify = listeners.notify;
  }

  /** The geometry as shown: with what is being carried where it would be dropped. */
  get geometry(): Geometry | null {
    return this.#preview ?? this.session.geometry;
  }
  get drawing(): boolean {
    return this.session.draft !== null;
  }
  get carrying(): boolean {
    return this.#carried !== null;
  }
  get mayFinish(): boolean {
    return this.session.draft !== null && mayFinish(this.session.draft);
  }
  /** Of the geometry as shown; a large one is looked over when what is carried has been dropped. */
  get faults(): readonly GeometryFault[] {
    const { from } = this.#carried ?? {};
    return from && verticesOf(from).length > LARGE_VERTICES ? [] : this.#faultsOf(this.geometry);
  }

  /** Takes aim at a freehand place; `snapMeters` 0 switches snapping off. */
  aim(position: Position, snapMeters: number): void {
    const moving = this.#carried?.what === 'feature';
    const index = moving ? null : this.snapIndex;
    const snapped =
      snapMeters > 0 ? snapFor(this.session.draft, index, position, snapMeters) : null;
    this.snapped = snapped;
    this.cursor = snapped?.position ?? roundPosition(position);
    if (this.#carried) this.#carry(this.cursor);
    if (this.#carried || this.drawing) this.#changed();
  }

  /** The pointer has left. */
  unaim(): void {
    this.cursor = null;
    this.snapped = null;
    this.#changed();
  }

  /** Starts drawing a further part, or a hole in the part named. */
  draw(target: DrawTarget): void {
    this.putBack();
    this.selected = null;
    this.session.apply({ draft: startDraft(this.type, target) });
    this.#changed();
  }

  /** Sets the next vertex at the cursor. A ring closed on its first vertex, and a point, are finished. */
  place(): void {
    const { draft } = this.session;
    if (!draft || !this.cursor) return;
    const closes = mayFinish(draft) && this.snapped?.position === draft.positions[0];
    if (closes) return this.finish();
    const next = extendDraft(draft, this.cursor);
    if (next === draft) return mayFinish(draft) ? this.finish() : undefined;
    this.session.apply({ draft: next });
    if (draft.kind === 'point') return this.finish();
    this.#notify({ kind: 'placed', count: next.positions.length, snap: this.snapped });
    this.#changed();
  }

  finish(): void {
    const { draft, geometry } = this.session;
    if (!draft) return;
    const outcome = finishDraft(draft, this.type, geometry);
    if (!outcome.ok) return this.#refuse(outcome.reason);
    this.session.apply({ geometry: outcome.geometry, draft: null });
    this.selected = outcome.selected;
    this.unaim();
    this.#notify({ kind: 'finished' });
  }

  /** Leaves the drawing; false when there was none, or nothing of it yet for a feature that has no geometry. */
  cancelDraft(): boolean {
    const { draft, geometry } = this.session;
    if (!draft || (draft.positions.length === 0 && !geometry)) return false;
    this.session.apply({ draft: geometry ? null : startDraft(this.type) });
    this.unaim();
    this.#notify({ kind: 'cancelled' });
    return true;
  }

  /** One step out: what is carried, the drawing, the selection; false when there is none of them to leave. */
  escape(): boolean {
    if (this.putBack() || this.cancelDraft()) return true;
    const { selected } = this;
    this.select(null);
    return selected !== null;
  }

  select(address: VertexAddress | null): void {
    if (sameAddress(this.selected, address)) return;
    this.selected = address;
    if (address) this.#notify({ kind: 'selected', address });
    this.#changed();
  }

  /** Selects the next vertex, or the one before; false past either end. */
  step(by: 1 | -1): boolean {
    if (!this.geometry || this.drawing) return false;
    const vertices = verticesOf(this.geometry);
    const at = vertices.findIndex(({ address }) => sameAddress(address, this.selected));
    const next = vertices[at === -1 ? (by === 1 ? 0 : vertices.length - 1) : at + by];
    if (!next) return false;
    this.select(next.address);
    return true;
  }

  pickUpVertex(address: VertexAddress): void {
    const from = this.session.geometry;
    if (!from || this.drawing) return;
    this.selected = address;
    this.#carried = { what: 'vertex', from, address };
    this.#notify({ kind: 'picked-up', address });
    this.#changed();
  }

  /** A new vertex on the edge, in hand at once. */
  pickUpNewVertex(edge: VertexAddress, at: Position): void {
    const { geometry } = this.session;
    const outcome = geometry && addVertex(geometry, edge, at);
    if (!outcome?.ok || !outcome.selected) return;
    this.#carried = { what: 'vertex', from: outcome.geometry, address: outcome.selected };
    this.#preview = outcome.geometry;
    this.selected = outcome.selected;
    this.#notify({ kind: 'picked-up', address: outcome.selected });
    this.#changed();
  }

  /** The whole feature, held at `anchor`. */
  pickUpFeature(anchor: Position): void {
    const from = this.session.geometry;
    if (!from || this.drawing) return;
    this.selected = null;
    this.#carried = { what: 'feature', from, anchor };
    this.#notify({ kind: 'picked-up', address: null });
  }

  drop(): void {
    if (!this.#carried) return;
    const address = this.#carried.what === 'vertex' ? this.#carried.address : null;
    const geometry = this.#preview;
    this.#release();
    if (geometry && geometry !== this.session.geometry) this.session.apply({ geometry });
    this.#notify({ kind: 'dropped', address });
    this.#changed();
  }

  /** What is carried goes back where it was; false when nothing is. */
  putBack(): boolean {
    if (!this.#carried) return false;
    this.#release();
    this.#checkSelection();
    this.#notify({ kind: 'put-back' });
    this.#changed();
    return true;
  }

  /** Moves the selected vertex to where coordinates were typed, or sets the next one while drawing. */
  putAt(position: Position): void {
    const { geometry } = this.session;
    if (this.drawing) {
      this.snapped = null;
      this.cursor = position;
      this.place();
    } else if (geometry && this.selected)
      this.#apply(moveVertex(geometry, this.selected, position));
  }

  /** Takes away the selected vertex, or while drawing the last one set. */
  remove(): void {
    const { draft, geometry } = this.session;
    this.putBack();
    if (draft) {
      if (draft.positions.length === 0) return;
      this.session.apply({ draft: shortenDraft(draft) });
      this.#notify({ kind: 'removed' });
      return this.#changed();
    }
    if (!geometry || !this.selected) return this.#refuse('no-such-vertex');
    if (this.#apply(removeVertex(geometry, this.selected))) this.#notify({ kind: 'removed' });
  }

  /** Takes away the hole, or the part, that the selected vertex belongs to. */
  removeSelectedRing(what: 'hole' | 'part'): void {
    const { geometry } = this.session;
    if (!geometry || !this.selected) return this.#refuse('no-such-vertex');
    const [part, ring] = this.selected;
    const outcome = what === 'hole' ? removeRing(geometry, part, ring) : removePart(geometry, part);
    if (this.#apply(outcome)) this.#notify({ kind: 'removed' });
  }

  undo(): void {
    if (!this.putBack() && this.session.undo()) this.#travelled('undone');
  }

  redo(): void {
    if (!this.putBack() && this.session.redo()) this.#travelled('redone');
  }

  #carry(to: Position): void {
    const carried = this.#carried!;
    const outcome =
      carried.what === 'vertex'
        ? moveVertex(carried.from, carried.address, to)
        : moveFeature(carried.from, carried.anchor, to);
    if (outcome.ok) this.#preview = outcome.geometry;
  }

  #release(): void {
    this.#carried = null;
    this.#preview = null;
    this.snapped = null;
    this.cursor = null;
  }

  #apply(outcome: Outcome): boolean {
    if (!outcome.ok) {
      this.#refuse(outcome.reason);
      return false;
    }
    this.session.apply({ geometry: outcome.geometry });
    this.selected = outcome.selected;
    this.#changed();
    return true;
  }

  #travelled(kind: 'undone' | 'redone'): void {
    this.#checkSelection();
    this.#notify({ kind });
    this.#changed();
  }

  #checkSelection(): void {
    const { geometry } = this.session;
    if (!geometry || !this.selected || !positionAt(geometry, this.selected)) this.selected = null;
  }

  #refuse(reason: RefusalReason): void {
    this.#notify({ kind: 'refused', reason });
  }
}
