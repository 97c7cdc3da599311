/** `datetime`, `legal-date` and `proposal` together: which view of a layer a request asks for. */
import type { Layer } from '@sit/core/layer';
import type { Caller } from '@sit/core/permission';
import { previewLayer } from '@sit/core/proposal';
import type { Transaction } from 'kysely';
import type { LayerState, LayerView } from '../db/layer-state.ts';
import type { Tables } from '../db/tables.ts';
import { invalid } from '../http/query.ts';
import { requireSeenProposal } from '../proposals/proposal.service.ts';

/** Refuses with 400 a legal date for a layer that has no legal time. */
export function viewOf(layer: Layer, state: LayerState, legalDate: string | null): LayerView {
  if (legalDate !== null && !hasLegalTime(layer))
    throw invalid(
      'legal-date',
      `Il livello «${layer.id}» non ha un tempo legale: legal-date non è ammesso.`,
    );
  return { state, legalDate };
}

/** Whether the caller, as whom `layer` was read, sees its two dates. */
export function hasLegalTime({ legalTime, fields }: Pick<Layer, 'fields' | 'legalTime'>): boolean {
  const sees = (name: string): boolean => fields.some((field) => field.name === name);
  return legalTime !== undefined && sees(legalTime.from) && sees(legalTime.to);
}

/**
 * What is read where a request may name a proposal: the layer and the state as they are asked for, or both as
 * previews have them. Refuses `not-found` a proposal that the caller may not see, 400 one together with a time.
 */
export async function previewed(
  trx: Transaction<Tables>,
  caller: Caller,
  { layer, state, proposal }: { layer: Layer; state: LayerState; proposal: string | undefined },
): Promise<{ layer: Layer; state: LayerState }> {
  if (proposal === undefined) return { layer, state };
  if (state.kind !== 'present')
    throw invalid('proposal', 'proposal e datetime non sono ammessi insieme.');
  const id = proposal.toLowerCase();
  await requireSeenProposal(trx, caller, id);
  return { layer: previewLayer(layer), state: { kind: 'proposal', id } };
}

/** The query string, with its `?`, that asks for the same view; empty for the present. Of an interval, nothing. */
export function viewSearch({ state, legalDate }: LayerView): string {
  const parameters = new URLSearchParams();
  if (state.kind === 'instant') parameters.set('datetime', state.at.toISOString());
  if (state.kind === 'proposal') parameters.set('proposal', state.id);
  if (legalDate !== null) parameters.set('legal-date', legalDate);
  return parameters.size > 0 ? `?${parameters}` : '';
}
