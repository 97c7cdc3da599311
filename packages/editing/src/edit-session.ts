/** One feature under edit: its base version, the states it went through, and the change that saves it. */
import type { ChangeOperation } from '@sit/core/feature';
import { sameGeometry } from '@sit/core/geometry';
import type { Geometry } from '@sit/core/geometry';
import type { Field, FieldValue } from '@sit/core/layer';
import type { Content } from '@sit/core/merge';
import type { Draft } from './draw.ts';

export type Properties = Readonly<Record<string, FieldValue>>;

/** What undo goes back and forth between. States are never changed, only replaced. */
export interface EditState extends Content {
  properties: Properties;
  /** What is being drawn; null when nothing is. */
  draft: Draft | null;
}

/** The stored version the edit starts from; null while the feature has never been stored. */
export interface BaseVersion {
  fid: number;
  version: number;
}

export interface EditTarget {
  layer: string;
  /** Cadastral (Belfiore) code of the municipality that keeps the feature. */
  municipality: string;
}

/** Steps kept for undo: an hour's work, some megabytes at most since states share their positions. */
const MOST_STEPS = 500;

export class EditSession {
  readonly layer: string;
  municipality: string;
  #base: BaseVersion | null;
  #stored: Content;
  #states: EditState[];
  #current = 0;
  #lastKey: string | null = null;

  /** `content` is the stored feature, or for a new one (`base` null) what it starts with. */
  constructor(
    target: EditTarget,
    base: BaseVersion | null,
    content: Content,
    draft: Draft | null = null,
  ) {
    this.layer = target.layer;
    this.municipality = target.municipality;
    this.#base = base;
    this.#stored = content;
    this.#states = [{ ...content, draft }];
  }

  get base(): BaseVersion | null {
    return this.#base;
  }
  /** The feature as stored in the base version. */
  get stored(): Content {
    return this.#stored;
  }
  get state(): EditState {
    return this.#states[this.#current]!;
  }
  get geometry(): Geometry | null {
    return this.state.geometry;
  }
  get draft(): Draft | null {
    return this.state.draft;
  }
  get properties(): Properties {
    return this.state.properties;
  }
  get canUndo(): boolean {
    return this.#current > 0;
  }
  get canRedo(): boolean {
    return this.#current < this.#states.length - 1;
  }
  get isDirty(): boolean {
    const drawn = this.draft !== null && this.draft.positions.length > 0;
    return this.geometryChanged || drawn || this.changedFields.length > 0;
  }
  get geometryChanged(): boolean {
    return !sameGeometry(this.geometry, this.#stored.geometry);
  }
  get changedFields(): string[] {
    const before = this.#stored.properties;
    const now = this.properties;
    return Object.keys({ ...before, ...now }).filter(
      (name) => (now[name] ?? null) !== (before[name] ?? null),
    );
  }

  /**
   * One step forward; what had been undone is forgotten. Steps of the same `key` in a row (typing in
   * one field) are undone together.
   */
  apply(change: Partial<EditState>, key: string | null = null): void {
    const next = { ...this.state, ...change };
    const merges = key !== null && key === this.#lastKey && this.canUndo && !this.canRedo;
    this.#states = [...this.#states.slice(0, merges ? this.#current : this.#current + 1), next];
    if (this.#states.length > MOST_STEPS) this.#states.shift();
    this.#current = this.#states.length - 1;
    this.#lastKey = key;
  }

  setProperty(name: string, value: FieldValue): void {
    if ((this.properties[name] ?? null) === value) return;
    this.apply({ properties: { ...this.properties, [name]: value } }, `property ${name}`);
  }

  undo(): boolean {
    if (!this.canUndo) return false;
    this.#current--;
    this.#lastKey = null;
    return true;
  }

  redo(): boolean {
    if (!this.canRedo) return false;
    this.#current++;
    this.#lastKey = null;
    return true;
  }

  /**
   * Starts from another stored version (after a save, a merge): what differs from it is what remains
   * to be saved. The steps stay, so that a save can still be taken back by a further one. With
   * `asCurrent` the present state becomes the stored one, the server having the last word on it.
   */
  rebase(base: BaseVersion | null, stored: Content, { asCurrent = false } = {}): void {
    this.#base = base;
    this.#stored = stored;
    this.#lastKey = null;
    if (asCurrent) this.#states[this.#current] = { ...this.state, ...stored };
  }

  /** The change that stores the present state; null when there is nothing to store. */
  toOperation(): ChangeOperation | null {
    const { layer, municipality, geometry } = this;
    if (!this.#base) {
      if (!geometry) return null;
      const entries = Object.entries(this.properties).filter(([, value]) => value !== null);
      const properties = Object.fromEntries(entries);
      return { operation: 'create', layer, municipality, geometry, properties };
    }
    const changed = this.changedFields.map(
      (name) => [name, this.properties[name] ?? null] as const,
    );
    if (!this.geometryChanged && changed.length === 0) return null;
    return {
      operation: 'update',
      layer,
      fid: this.#base.fid,
      baseVersion: this.#base.version,
      ...(this.geometryChanged && geometry ? { geometry } : {}),
      ...(changed.length > 0 ? { properties: Object.fromEntries(changed) } : {}),
    };
  }

  /** The change that deletes the stored feature; null when it has never been stored. */
  toDeletion(): ChangeOperation | null {
    if (!this.#base) return null;
    const { fid, version } = this.#base;
    return { operation: 'delete', layer: this.layer, fid, baseVersion: version };
  }
}

/** The values a new feature starts with: each field's default; read-only ones are the server's to fill. */
export function initialProperties(fields: readonly Field[]): Properties {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.readOnly ? null : (field.default ?? null)]),
  );
}
