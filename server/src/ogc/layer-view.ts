/** `datetime` and `legal-date` together: which view of a layer a request asks for. */
import type { Layer } from '@sit/core/layer';
import type { LayerState, LayerView } from '../db/layer-state.ts';
import { invalid } from '../http/query.ts';

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

/** The query string, with its `?`, that asks for the same view; empty for the present. Of an interval, nothing. */
export function viewSearch({ state, legalDate }: LayerView): string {
  const parameters = new URLSearchParams();
  if (state.kind === 'instant') parameters.set('datetime', state.at.toISOString());
  if (legalDate !== null) parameters.set('legal-date', legalDate);
  return parameters.size > 0 ? `?${parameters}` : '';
}
