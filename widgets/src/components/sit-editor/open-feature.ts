/** Takes up a feature to be edited: as it is stored, or as a draft already has it. */
import type { CatalogueLayer } from '@sit/client/client';
import type { ProposalDifference } from '@sit/core/api-proposal';
import type { Feature } from '@sit/core/feature';
import type { Content } from '@sit/core/merge';
import { mayPropose } from '@sit/core/permission';
import { editOfProposedFid } from '@sit/core/proposal';
import { startDraft } from '@sit/editing/draw';
import { EditSession, initialProperties } from '@sit/editing/edit-session';
import type { WorkingDraft } from '../../events/sit-draft-change.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import { municipalityForNew } from './municipality-choice.ts';
import { ProposalTarget } from './proposal-target.ts';
import { contentOf, storedSession } from './stored-content.ts';

export interface Opened {
  session: EditSession;
  /** As stored; null for a feature that is not. */
  feature: Feature | null;
  /** Null where edits are written at once. */
  target: ProposalTarget | null;
  /** What the current draft holds of the feature. */
  held: Held | null;
}

export interface Held {
  edit: number;
  content: Content;
}

/** Why a feature cannot be edited: the editor has a sentence for each. */
export type NotOpened = 'otherMunicipality' | 'notEditable' | 'chooseDraft' | 'staleEdit';

/** A feature to be drawn, with the values that new ones start with. */
export function openNew(sitMap: SitMap, layer: CatalogueLayer, changed: () => void): Opened {
  const municipality = municipalityForNew(sitMap);
  const session = new EditSession(
    { layer: layer.id, municipality },
    null,
    { geometry: null, properties: initialProperties(layer.fields) },
    startDraft(layer.geometryType),
  );
  const target = targetFor(sitMap, layer, changed);
  return { session, feature: null, target, held: null };
}

export async function openStored(
  sitMap: SitMap,
  layer: CatalogueLayer,
  fid: number,
  changed: () => void,
): Promise<Opened | NotOpened> {
  const created = editOfProposedFid(fid);
  if (created !== null) return openCreated(sitMap, layer, created, changed);
  const { feature } = await sitMap.client.item(layer.id, fid);
  const { municipality } = feature.properties;
  if (!mayPropose(sitMap.principal, layer, municipality)) return 'otherMunicipality';
  const session = storedSession(layer, feature);
  const target = targetFor(sitMap, layer, changed);
  const difference = await heldBy(sitMap, sitMap.draft, layer, ({ edit }) => edit.fid === fid);
  if (difference?.edit.stale) return 'staleEdit';
  if (!difference?.proposed) return { session, feature, target, held: null };
  const content = contentOf(layer, difference.proposed);
  session.apply(content);
  return { session, feature, target, held: { edit: difference.edit.number, content } };
}

/** Null where the layer is written at once and no draft is chosen. */
function targetFor(
  sitMap: SitMap,
  layer: CatalogueLayer,
  changed: () => void,
  creation: number | null = null,
): ProposalTarget | null {
  const mayWriteAtOnce = creation === null && layer.editMode === 'direct';
  const current = sitMap.draft;
  if (mayWriteAtOnce && !current) return null;
  const target = new ProposalTarget({
    client: () => sitMap.client,
    current: current?.id ?? null,
    mayWriteAtOnce,
    creation,
    changed,
  });
  void target.load();
  return target;
}

/** A feature that only the current draft has. */
async function openCreated(
  sitMap: SitMap,
  layer: CatalogueLayer,
  number: number,
  changed: () => void,
): Promise<Opened | NotOpened> {
  const { draft } = sitMap;
  const found = await heldBy(sitMap, draft, layer, ({ edit }) => edit.number === number);
  if (!draft || !found?.proposed) return 'chooseDraft';
  const content = contentOf(layer, found.proposed);
  const session = new EditSession(
    { layer: layer.id, municipality: draft.municipality },
    null,
    content,
  );
  const target = targetFor(sitMap, layer, changed, number);
  return { session, feature: null, target, held: { edit: number, content } };
}

async function heldBy(
  { client }: SitMap,
  draft: WorkingDraft | null,
  layer: CatalogueLayer,
  wanted: (difference: ProposalDifference) => boolean,
): Promise<ProposalDifference | null> {
  if (!draft) return null;
  let token: string | null = null;
  do {
    const page = await client.proposals.differences(draft.id, { token });
    const found = page.differences.find(
      (difference) => difference.edit.layer === layer.id && wanted(difference),
    );
    if (found) return found;
    token = page.next;
  } while (token !== null);
  return null;
}
