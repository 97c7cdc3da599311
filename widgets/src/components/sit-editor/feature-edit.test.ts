import { expect } from 'chai';
import type { ChangeEvent } from '@sit/core/change-event';
import type { CatalogueLayer, SitClient } from '@sit/client/client';
import type { ChangeSet, ChangeSetResult, Feature } from '@sit/core/feature';
import type { Point } from '@sit/core/geometry';
import type { ProblemDetails } from '@sit/core/problem';
import type { ConflictAnswer } from './conflict-dialog.ts';
import { ClientProblem, NetworkProblem } from '@sit/client/problem';
import { EditSession } from '@sit/editing/edit-session';
import { editorEn } from '../../translations/editor.en.ts';
import { editorIt } from '../../translations/editor.it.ts';
import { FeatureEdit } from './feature-edit.ts';
import { statusText } from './status-view.ts';
import { contentOf } from './stored-content.ts';

const LAYER: CatalogueLayer = {
  id: 'places',
  title: { it: 'Località' },
  group: { it: 'Base' },
  geometryType: 'Point',
  dimensions: 2,
  fields: [
    { name: 'name', type: 'text', label: { it: 'Nome' }, required: true, readOnly: false },
    { name: 'kind', type: 'text', label: { it: 'Tipo' }, required: false, readOnly: false },
  ],
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  style: { layers: [], legend: [] },
  visible: true,
  minZoom: 0,
  position: 0,
  fictitious: true,
  permissions: { edit: true, propose: true },
  bbox: null,
};

const PLACE: Point = { type: 'Point', coordinates: [14.1, 41.9] };

function featureOf(version: number, properties: Record<string, string | null>): Feature {
  return {
    type: 'Feature',
    id: 7,
    geometry: PLACE,
    properties: {
      municipality: 'C096',
      version,
      beginLifespanVersion: '2026-11-22T10:00:00Z',
      ...properties,
    },
  };
}

/** A script of what the network does to each change set sent, and a record of what was sent. */
class Script {
  readonly sent: ChangeSet[] = [];
  readonly #answers: ((changeSet: ChangeSet) => ChangeSetResult)[];
  stored: Feature;

  constructor(stored: Feature, ...answers: ((changeSet: ChangeSet) => ChangeSetResult)[]) {
    this.stored = stored;
    this.#answers = answers;
  }

  readonly client = {
    commit: async (changeSet: ChangeSet): Promise<ChangeSetResult> => {
      this.sent.push(structuredClone(changeSet));
      return this.#answers[this.sent.length - 1]!(changeSet);
    },
    item: async () => ({ feature: this.stored, etag: '' }),
  } as unknown as SitClient;
}

const lost = () => {
  throw new NetworkProblem('http://sit.example', new TypeError('Failed to fetch'));
};

const written =
  (version: number) =>
  ({ id, operations }: ChangeSet): ChangeSetResult => ({
    id,
    committedAt: '2026-11-22T10:01:00Z',
    results: [{ operation: operations[0]!.operation, layer: 'places', fid: 7, version }],
  });

const refusal = (problem: Partial<ProblemDetails>) => () => {
  throw new ClientProblem({
    type: 'about:blank',
    title: '',
    status: 422,
    code: 'invalid-feature',
    detail: 'No.',
    ...problem,
  });
};

function open(
  script: Script,
  { conflict = { kind: 'back' } as ConflictAnswer, recreate = false } = {},
) {
  const { stored } = script;
  const base = { fid: stored.id, version: stored.properties.version };
  const target = { layer: 'places', municipality: 'C096' };
  const session = new EditSession(target, base, contentOf(LAYER, stored));
  const opened = { session, feature: stored, target: null, held: null };
  const seen = {
    ended: 0,
    conflicts: 0,
    statuses: [] as string[],
    saved: [] as ChangeEvent[],
  };
  const edit: FeatureEdit = new FeatureEdit(LAYER, opened, () => script.client, {
    changed: () => {
      if (seen.statuses.at(-1) !== edit.status.kind) seen.statuses.push(edit.status.kind);
      if (edit.status.kind === 'waiting') queueMicrotask(() => edit.retryNow());
    },
    notify: () => {},
    resolveConflict: async () => {
      seen.conflicts++;
      return conflict;
    },
    recreate: async () => recreate,
    saved: (change) => seen.saved.push(change),
    proposed: () => {},
    ended: () => seen.ended++,
  });
  return { edit, seen };
}

describe('saving a feature', () => {
  it('sends only what changed, on the version it was taken at, and is clean after', async () => {
    const script = new Script(featureOf(3, { name: 'Borgo', kind: null }), written(4));
    const { edit } = open(script);
    edit.setProperty('kind', 'frazione', false);
    script.stored = featureOf(4, { name: 'Borgo', kind: 'frazione' });
    await edit.save();
    expect(script.sent.map(({ operations }) => operations)).to.deep.equal([
      [
        {
          operation: 'update',
          layer: 'places',
          fid: 7,
          baseVersion: 3,
          properties: { kind: 'frazione' },
        },
      ],
    ]);
    expect(edit.status.kind).to.equal('saved');
    expect(edit.isDirty).to.equal(false);
    expect(edit.session.base).to.deep.equal({ fid: 7, version: 4 });
  });

  it('after lost answers the same change set is sent, id and all', async () => {
    const script = new Script(featureOf(3, { name: 'Borgo' }), lost, lost, written(4));
    const { edit, seen } = open(script);
    edit.setProperty('name', 'Borgo Nuovo', false);
    script.stored = featureOf(4, { name: 'Borgo Nuovo' });
    await edit.save();
    expect(script.sent).to.have.length(3);
    expect(script.sent[1]).to.deep.equal(script.sent[0]);
    expect(script.sent[2]).to.deep.equal(script.sent[0]);
    expect(seen.statuses).to.include('waiting');
    expect(edit.status.kind).to.equal('saved');
  });

  it('what is changed after a session ended is sent on top, not instead of what may be stored', async () => {
    const expired = refusal({ status: 401, code: 'unauthenticated' });
    const script = new Script(featureOf(3, { name: 'A' }), expired, written(4), written(5));
    const { edit } = open(script);
    edit.setProperty('name', 'B', false);
    await edit.save();
    expect(edit.status.kind).to.equal('session-ended');
    edit.setProperty('name', 'C', false);
    script.stored = featureOf(4, { name: 'B' });
    await edit.save();
    expect(script.sent[1]).to.deep.equal(script.sent[0]);
    expect(script.sent[2]!.operations).to.deep.equal([
      { operation: 'update', layer: 'places', fid: 7, baseVersion: 4, properties: { name: 'C' } },
    ]);
  });

  it('does not ask the server what it can see itself: a required value missing', async () => {
    const script = new Script(featureOf(3, { name: 'Borgo' }));
    const { edit } = open(script);
    edit.setProperty('name', null, false);
    await edit.save();
    expect(script.sent).to.deep.equal([]);
    expect([...edit.fieldFaults.keys()]).to.deep.equal(['name']);
  });

  it('shows the server’s faults at their fields', async () => {
    const faults = [
      { place: 'operations/0/properties/kind', reason: 'not-in-domain', message: 'Non ammesso.' },
    ];
    const script = new Script(featureOf(3, { name: 'Borgo' }), refusal({ faults }));
    const { edit } = open(script);
    edit.setProperty('kind', 'x', false);
    await edit.save();
    expect(edit.fieldFaults.get('kind')?.message).to.equal('Non ammesso.');
    expect(edit.isDirty).to.equal(true);
  });

  it('another municipality’s feature is refused, and the edit kept', async () => {
    const script = new Script(
      featureOf(3, { name: 'Borgo' }),
      refusal({ status: 403, code: 'forbidden' }),
    );
    const { edit } = open(script);
    edit.setProperty('kind', 'x', false);
    await edit.save();
    expect(edit.status).to.include({ kind: 'refused', reason: 'forbidden' });
    expect(edit.properties['kind']).to.equal('x');
  });

  describe('on a version that has become stale', () => {
    const current = featureOf(5, { name: 'Loro', kind: 'frazione' });
    const stale = refusal({
      status: 412,
      code: 'stale-version',
      conflict: { layer: 'places', fid: 7, baseVersion: 3, current, base: null },
    });

    it('saves the choices on the version of now', async () => {
      const choice = { geometry: 'theirs', fields: { name: 'mine', kind: 'theirs' } } as const;
      const script = new Script(featureOf(3, { name: 'Borgo', kind: null }), stale, written(6));
      const { edit, seen } = open(script, { conflict: { kind: 'save', choice } });
      edit.setProperty('name', 'Mio', false);
      await edit.save();
      expect(seen.conflicts).to.equal(1);
      expect(script.sent[1]!.operations).to.deep.equal([
        {
          operation: 'update',
          layer: 'places',
          fid: 7,
          baseVersion: 5,
          properties: { name: 'Mio' },
        },
      ]);
      expect(script.sent[1]!.id).not.to.equal(script.sent[0]!.id);
    });

    it('going back keeps my edit and its base', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo' }), stale);
      const { edit } = open(script);
      edit.setProperty('name', 'Mio', false);
      await edit.save();
      expect(edit.properties['name']).to.equal('Mio');
      expect(edit.session.base?.version).to.equal(3);
    });

    it('discarding shows theirs', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo' }), stale);
      const { edit } = open(script, { conflict: { kind: 'discard' } });
      edit.setProperty('name', 'Mio', false);
      await edit.save();
      expect(edit.properties['name']).to.equal('Loro');
      expect(edit.isDirty).to.equal(false);
    });

    it('the same change made by another is no conflict', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo', kind: 'frazione' }), stale);
      const { edit, seen } = open(script);
      edit.setProperty('name', 'Loro', false);
      await edit.save();
      expect(seen.conflicts).to.equal(0);
      expect(edit.status.kind).to.equal('saved');
      expect(edit.session.base?.version).to.equal(5);
    });

    it('a deletion is not carried out on what nobody has looked at', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo' }), stale);
      const { edit, seen } = open(script);
      await edit.delete();
      expect(seen.ended).to.equal(0);
      expect(edit.status).to.include({ kind: 'refused', reason: 'changed-meanwhile' });
      expect(edit.properties['name']).to.equal('Loro');
    });
  });

  describe('before the territory’s rules', () => {
    const overlap = refusal({
      faults: [
        {
          place: 'operations/0/geometry',
          reason: 'overlap',
          message: 'Si sovrappone.',
          area: 4,
          other: 12,
          position: [14.1, 41.9],
        },
      ],
    });

    it('shows where the geometry is refused, until it is changed', async () => {
      const script = new Script(featureOf(1, { name: 'Centro', kind: null }), overlap, written(2));
      const { edit } = open(script);
      edit.session.apply({ geometry: { type: 'Point', coordinates: [14.2, 41.9] } });
      await edit.save();
      expect(edit.status).to.include({ kind: 'refused', reason: 'geometry-faults' });
      expect(
        edit.map.refused.of(edit.map.geometry).map(({ position, area }) => ({ position, area })),
      ).to.deep.equal([{ position: [14.1, 41.9], area: 4 }]);
      edit.session.apply({ geometry: { type: 'Point', coordinates: [14.3, 41.9] } });
      expect(edit.map.refused.of(edit.map.geometry)).to.deep.equal([]);
      await edit.save();
      expect(edit.status.kind).to.equal('saved');
    });

    it('keeps what is refused savable: the neighbour may have made way', async () => {
      const script = new Script(featureOf(1, { name: 'Centro', kind: null }), overlap, written(2));
      const { edit } = open(script);
      edit.session.apply({ geometry: { type: 'Point', coordinates: [14.2, 41.9] } });
      await edit.save();
      await edit.save();
      expect(edit.status.kind).to.equal('saved');
    });

    it('says which land is left uncovered', async () => {
      const gap = { layer: 'places', reason: 'gap', area: 12.3, position: [14.1, 41.9] } as const;
      const script = new Script(featureOf(1, { name: 'Centro', kind: null }), (changeSet) => ({
        ...written(2)(changeSet),
        warnings: [{ ...gap, position: [14.1, 41.9] }],
      }));
      const { edit } = open(script);
      edit.setProperty('name', 'Nord', false);
      await edit.save();
      const view = { edit, othersMunicipality: false };
      expect(statusText(edit.status, { ...view, t: editorIt, locale: 'it' })).to.equal(
        'Salvato. Resta scoperta un’area di 12,30 m².',
      );
      expect(statusText(edit.status, { ...view, t: editorEn, locale: 'en' })).to.equal(
        'Saved. An area of 12.30 m² is left uncovered.',
      );
    });
  });

  describe('deleted meanwhile', () => {
    const gone = refusal({ status: 404, code: 'not-found' });

    it('can be created again whole, with my changes', async () => {
      const script = new Script(
        featureOf(3, { name: 'Borgo', kind: 'frazione' }),
        gone,
        written(1),
      );
      const { edit } = open(script, { recreate: true });
      edit.setProperty('name', 'Mio', false);
      await edit.save();
      expect(script.sent[1]!.operations).to.deep.equal([
        {
          operation: 'create',
          layer: 'places',
          municipality: 'C096',
          geometry: PLACE,
          properties: { name: 'Mio', kind: 'frazione' },
        },
      ]);
    });

    it('or be left', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo' }), gone);
      const { edit, seen } = open(script);
      edit.setProperty('name', 'Mio', false);
      await edit.save();
      expect(seen.ended).to.equal(1);
    });

    it('deleting it then is done', async () => {
      const script = new Script(featureOf(3, { name: 'Borgo' }), gone);
      const { edit, seen } = open(script);
      await edit.delete();
      expect(seen.ended).to.equal(1);
    });
  });

  it('knows early when somebody else has written the feature, but not from its own saving', async () => {
    const script = new Script(featureOf(3, { name: 'Borgo', kind: null }), written(4));
    const { edit } = open(script);
    const heard = (version: number, more = {}): boolean => {
      const change = {
        layer: 'places',
        fid: 7,
        operation: 'update' as const,
        municipality: 'C096',
      };
      const recordedAt = '2026-11-22T10:00:00Z';
      edit.heard({ ...change, recordedAt, bbox: [14.1, 41.9, 14.1, 41.9], version, ...more });
      return edit.changedElsewhere;
    };
    expect(heard(3)).to.equal(false);
    expect(heard(4, { fid: 8 })).to.equal(false);
    expect(heard(4, { layer: 'roads' })).to.equal(false);
    edit.setProperty('kind', 'frazione', false);
    script.stored = featureOf(4, { name: 'Borgo', kind: 'frazione' });
    const saving = edit.save();
    expect(heard(4)).to.equal(false);
    await saving;
    expect(heard(4)).to.equal(false);
    expect(heard(4, { operation: 'delete' })).to.equal(true);
  });

  it('tells what a save has touched: the geometry before and after', async () => {
    const script = new Script(featureOf(3, { name: 'Borgo', kind: null }), written(4));
    const { edit, seen } = open(script);
    const [west, south] = PLACE.coordinates;
    const moved: Point = { type: 'Point', coordinates: [west + 1, south + 2] };
    edit.session.apply({ geometry: moved });
    await edit.save();
    expect(seen.saved).to.have.length(1);
    expect(seen.saved[0]).to.deep.include({
      layer: 'places',
      fid: 7,
      version: 4,
      operation: 'update',
      bbox: [west, south, west + 1, south + 2],
    });
  });
});
