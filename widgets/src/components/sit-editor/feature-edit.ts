/** The edit of one feature from opening to closing: its session, its checks, its saving. No DOM. */
import type { CatalogueLayer, SitClient } from '@sit/client/client';
import type { ChangeEvent } from '@sit/core/change-event';
import type { ChangeOperation, Feature } from '@sit/core/feature';
import type { FieldValue } from '@sit/core/layer';
import type { Conflict, ProblemDetails } from '@sit/core/problem';
import type { Content } from '@sit/core/merge';
import { ClientProblem, NetworkProblem } from '@sit/client/problem';
import { validateProperties } from '@sit/core/validate';
import { sameGeometry } from '@sit/core/geometry';
import { type EditSession, initialProperties } from '@sit/editing/edit-session';
import { differences, mergeContent } from '@sit/core/merge';
import { isBlocking } from '@sit/editing/validate';
import { changeOf } from './change-of.ts';
import type { EditPeople } from './edit-people.ts';
import { MapEdit } from './map-edit.ts';
import type { Opened } from './open-feature.ts';
import { AT_ONCE, NEW_PROPOSAL, type ProposalTarget } from './proposal-target.ts';
import { ChangeSender, type Saved } from './save.ts';
import type { Refusal, SaveStatus } from './save-status.ts';
import { contentOf, fieldOf, isGone, readOnlyOf } from './stored-content.ts';

/** A field's fault: `message` is the server's sentence, in Italian. */
export interface FieldFault {
  reason: string;
  message: string;
}

export class FeatureEdit {
  readonly layer: CatalogueLayer;
  readonly session: EditSession;
  readonly map: MapEdit;
  /** Where the edit goes; null where it can only be written at once. */
  readonly target: ProposalTarget | null;
  status: SaveStatus = { kind: 'idle' };
  readonly fieldFaults = new Map<string, FieldFault>();
  /** Fields whose control holds what is not a value of their type. */
  readonly badInputs = new Set<string>();
  /** Somebody else has written or deleted the feature since it was opened. */
  changedElsewhere = false;
  #readOnly: Record<string, FieldValue>;
  readonly #client: () => SitClient;
  readonly #people: EditPeople;
  readonly #sender: ChangeSender;
  readonly #held: Opened['held'];
  #sent: Content | null = null;

  constructor(
    layer: CatalogueLayer,
    { session, feature, target, held }: Opened,
    client: () => SitClient,
    people: EditPeople,
  ) {
    this.layer = layer;
    this.session = session;
    this.target = target;
    this.#held = held;
    this.#client = client;
    this.#people = people;
    this.map = new MapEdit(session, layer.geometryType, people);
    this.#readOnly = feature ? readOnlyOf(layer, feature) : {};
    this.#sender = new ChangeSender(client, {
      waiting: (seconds) => this.#become({ kind: 'waiting', seconds }),
      trying: () => this.#become({ kind: 'saving' }),
    });
  }

  /** All fields' values, read-only ones included. */
  get properties(): Record<string, FieldValue> {
    return { ...this.#readOnly, ...this.session.properties };
  }
  get busy(): boolean {
    return this.status.kind === 'saving' || this.status.kind === 'waiting';
  }
  /** Something would be lost by closing. */
  get isDirty(): boolean {
    const { session } = this;
    if (this.#held && !session.draft) return !sameContent(session.state, this.#held.content);
    return session.isDirty || this.#sender.pending !== null;
  }
  /** Saving adds to a proposal instead of writing. */
  get proposes(): boolean {
    return this.target !== null && this.target.chosen(this.session.municipality) !== AT_ONCE;
  }

  setProperty(name: string, value: FieldValue, badInput: boolean): void {
    if (badInput) this.badInputs.add(name);
    else this.badInputs.delete(name);
    this.fieldFaults.delete(name);
    this.session.setProperty(name, value);
    this.#people.changed();
  }

  setMunicipality(code: string): void {
    this.session.municipality = code;
    this.#people.changed();
  }

  /** Stores what has changed. Every outcome shows in `status`; resolves when nothing more is under way. */
  async save(): Promise<void> {
    if (this.busy) return;
    if (this.session.draft && this.map.mayFinish) this.map.finish();
    if (this.proposes) return this.#check() ? this.#propose(this.session.toOperation()) : undefined;
    if (!this.#sender.pending && !this.#check()) return;
    try {
      if (this.#sender.pending) await this.#adopt(await this.#sender.settle());
      const operation = this.session.toOperation();
      if (operation && this.#check()) await this.#send(operation);
      else if (!operation) this.#become({ kind: 'saved', at: new Date() });
    } catch (error) {
      await this.#refused(error);
    }
  }

  /** Deletes the stored feature; the caller has asked whether that is meant. */
  async delete(): Promise<void> {
    const operation = this.session.toDeletion();
    if (this.busy) return;
    if (this.proposes) return this.#propose(operation);
    if (!operation) return;
    try {
      if (this.#sender.pending) await this.#adopt(await this.#sender.settle());
      const result = await this.#sender.send(this.session.toDeletion() ?? operation);
      this.#people.saved(changeOf(result, this.session, null));
      this.#people.ended();
    } catch (error) {
      if (isGone(error)) this.#people.ended();
      else await this.#refused(error, { deleting: true });
    }
  }

  retryNow(): void {
    this.#sender.retryNow();
  }

  /** The edit is left: nothing is sent any more. */
  dispose(): void {
    this.#sender.stop();
  }

  /** Into the draft chosen; null takes the feature's edit out of it. */
  async #propose(operation: ChangeOperation | null): Promise<void> {
    const target = this.target!;
    const { municipality } = this.session;
    const isNew = target.chosen(municipality) === NEW_PROPOSAL;
    if (isNew && target.title.trim() === '') return void this.#refuse('no-title');
    this.#become({ kind: 'saving' });
    try {
      const held = this.#held?.edit ?? null;
      this.#people.proposed(await target.put(operation, municipality, held));
    } catch (error) {
      if (error instanceof NetworkProblem) this.#refuse('no-answer');
      else await this.#refused(error);
    }
  }

  async #send(operation: ChangeOperation): Promise<void> {
    this.#sent = { geometry: this.session.geometry, properties: this.session.properties };
    await this.#adopt(await this.#sender.send(operation));
  }

  /** What was sent is stored: it is the new base, as the server wrote it down. */
  async #adopt(result: Saved): Promise<void> {
    this.changedElsewhere = false;
    const base = { fid: result.fid, version: result.version };
    const sent = this.#sent ?? this.session.stored;
    const change = changeOf(result, this.session, sent.geometry);
    this.session.rebase(base, sent);
    this.#people.saved(change);
    const untouched = !this.session.isDirty;
    const answer = await this.#client()
      .item(this.layer.id, base.fid)
      .catch(() => null);
    if (answer?.feature.properties.version === base.version) {
      this.#readOnly = readOnlyOf(this.layer, answer.feature);
      const asCurrent = untouched && !this.session.isDirty;
      this.session.rebase(base, contentOf(this.layer, answer.feature), { asCurrent });
    }
    this.#become({ kind: 'saved', at: new Date(), gaps: result.warnings });
  }

  /** The server tells a change: of this feature, past its base and not by this edit, it is worth knowing early. */
  heard({ layer, fid, version, operation }: ChangeEvent): void {
    const { base } = this.session;
    if (this.busy || layer !== this.layer.id || fid !== base?.fid) return;
    if (version < base.version || (version === base.version && operation !== 'delete')) return;
    this.changedElsewhere = true;
    this.#people.changed();
  }

  /** What can be known to be wrong before asking the server. */
  #check(): boolean {
    const { session } = this;
    this.fieldFaults.clear();
    if (session.draft) return this.#refuse('unfinished-drawing');
    if (!session.geometry) return this.#refuse('no-geometry');
    if (!session.municipality) return this.#refuse('no-municipality');
    if (this.map.faults.some(isBlocking)) return this.#refuse('geometry-faults');
    const writable = { fields: this.layer.fields.filter((field) => !field.readOnly) };
    for (const fault of validateProperties(writable, session.properties, { partial: false }))
      this.fieldFaults.set(fieldOf(fault.place)!, fault);
    for (const name of this.badInputs)
      this.fieldFaults.set(name, { reason: 'wrong-type', message: '' });
    return this.fieldFaults.size === 0 || this.#refuse('faults');
  }

  async #refused(error: unknown, { deleting = false } = {}): Promise<void> {
    if (!(error instanceof ClientProblem)) {
      this.#become({ kind: 'idle' });
      return;
    }
    const { problem } = error;
    if (isGone(error)) return this.#gone();
    if (problem.code === 'stale-version' && problem.conflict)
      return this.#conflict(problem.conflict, deleting);
    if (problem.code === 'unauthenticated') return this.#become({ kind: 'session-ended' });
    if (problem.code === 'forbidden')
      return this.#become({ kind: 'refused', reason: 'forbidden', detail: problem.detail });
    this.#takeFaults(problem);
    const placed = this.map.refused.of(this.session.geometry).length > 0;
    const reason = this.fieldFaults.size > 0 ? 'faults' : placed ? 'geometry-faults' : 'other';
    this.#become({ kind: 'refused', reason, detail: problem.detail });
  }

  #takeFaults(problem: ProblemDetails): void {
    this.fieldFaults.clear();
    for (const { place, reason, message } of problem.faults ?? []) {
      const name = fieldOf(place);
      if (name && this.layer.fields.some((field) => field.name === name))
        this.fieldFaults.set(name, { reason, message });
    }
    this.map.refused.keep(this.session.geometry, problem.faults ?? []);
  }

  async #conflict(conflict: Conflict, deleting: boolean): Promise<void> {
    const current = conflict.current as Feature | null;
    if (!current) return this.#gone();
    const { session } = this;
    const theirs = contentOf(this.layer, current);
    const base = { fid: current.id, version: current.properties.version };
    this.#readOnly = readOnlyOf(this.layer, current);
    this.changedElsewhere = false;
    const names = Object.keys(theirs.properties);
    const found = differences(session.stored, session.state, theirs, names);
    if (deleting || (!found.geometry && Object.keys(found.fields).length === 0)) {
      session.rebase(base, theirs, { asCurrent: !session.isDirty });
      return this.#become(
        deleting
          ? { kind: 'refused', reason: 'changed-meanwhile' }
          : { kind: 'saved', at: new Date() },
      );
    }
    this.#become({ kind: 'refused', reason: 'changed-meanwhile' });
    const answer = await this.#people.resolveConflict(found);
    if (answer.kind === 'back') return;
    if (answer.kind === 'discard') {
      session.rebase(base, theirs, { asCurrent: true });
      return this.#become({ kind: 'idle' });
    }
    session.apply(mergeContent(session.state, theirs, answer.choice));
    session.rebase(base, theirs);
    return this.save();
  }

  async #gone(): Promise<void> {
    this.#become({ kind: 'idle' });
    this.changedElsewhere = false;
    if (!(await this.#people.recreate())) return this.#people.ended();
    const nothing = { geometry: null, properties: initialProperties(this.layer.fields) };
    this.session.rebase(null, nothing);
    return this.save();
  }

  #refuse(reason: Refusal): false {
    this.#become({ kind: 'refused', reason });
    return false;
  }

  #become(status: SaveStatus): void {
    this.status = status;
    this.#people.changed();
  }
}

function sameContent(a: Content, b: Content): boolean {
  const names = Object.keys({ ...a.properties, ...b.properties });
  return (
    sameGeometry(a.geometry, b.geometry) &&
    names.every((name) => (a.properties[name] ?? null) === (b.properties[name] ?? null))
  );
}
