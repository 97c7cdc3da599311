/** What a proposal changes, feature by feature: as it was taken, as it is, as it would be. */
import type { ProposalDifference, ProposedContent } from '@sit/core/api-proposal';
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import type { StoredFeature } from '../features/feature.service.ts';
import { versionsOf } from './edit-versions.ts';
import { editDifferences } from './merge-edit.ts';
import type { Versions } from './merge-edit.ts';
import { seenProposal } from './proposal-access.ts';
import { selectEdits } from './proposal-edit.repository.ts';
import type { StoredEdit } from './proposal-edit.repository.ts';
import { layersOf, staleEdits, toEdit } from './proposal-view.ts';

/**
 * In the order of the edits, those after number `after`; `next` is where to go on from. Of a published one
 * the present is what was there when it was published: its base.
 */
export async function listDifferences(
  db: Database,
  caller: Caller,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ differences: ProposalDifference[]; next: number | null }> {
  return inScope(db, caller, async (trx) => {
    const proposal = await seenProposal(trx, caller, id);
    const found = await selectEdits(trx, id, { after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const { layers, versions } = await versionsOf(trx, caller, page);
    const stale = await staleEdits(trx, proposal, layersOf(page));
    const isDone = proposal.state === 'published';
    const differences = page.map((edit) => {
      const { base, present } = versions.get(edit.number)!;
      const seen = isDone ? { base, present: base } : { base, present };
      return toDifference(edit, seen, layers.get(edit.layer)!, stale);
    });
    return { differences, next: found.length > limit ? page.at(-1)!.number : null };
  });
}

function toDifference(
  edit: StoredEdit,
  versions: Versions,
  layer: Layer,
  stale: ReadonlySet<number>,
): ProposalDifference {
  const { base, present } = versions;
  const compared = edit.operation === 'update';
  const names = layer.fields.map(({ name }) => name);
  const { fields, geometry } = compared
    ? editDifferences(edit, versions, names)
    : { fields: {}, geometry: null };
  return {
    edit: toEdit(edit, stale),
    base: base && contentOf(layer, base),
    present: present && contentOf(layer, present),
    presentVersion: present?.feature.properties.version ?? null,
    proposed: proposedOf(edit, versions, layer),
    fields,
    geometryChangedBy: geometry?.changedBy ?? null,
  };
}

function proposedOf(
  edit: StoredEdit,
  { base, present }: Versions,
  layer: Layer,
): ProposedContent | null {
  if (edit.operation === 'delete') return null;
  const from = base ?? present;
  const geometry = edit.shape ?? from?.feature.geometry;
  if (!geometry) return null;
  const properties = Object.fromEntries(
    layer.fields.map(({ name, default: standard }) => {
      if (Object.hasOwn(edit.properties, name)) return [name, edit.properties[name] ?? null];
      return [name, (from ? from.feature.properties[name] : standard) ?? null];
    }),
  );
  return { geometry, properties };
}

function contentOf(layer: Layer, { feature }: StoredFeature): ProposedContent {
  const { geometry, properties } = feature;
  const entries = layer.fields.map(({ name }) => [name, properties[name] ?? null]);
  return { geometry, properties: Object.fromEntries(entries) as ProposedContent['properties'] };
}
