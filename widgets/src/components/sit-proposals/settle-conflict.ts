/** The operation that takes a conflicting edit's place, once its author has said whose version counts. */
import type { ProposalDifference } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { FieldValue } from '@sit/core/layer';

/** On the present version; null where nothing of the edit remains. */
export function settled(
  difference: ProposalDifference,
  keep: 'mine' | 'theirs',
): ChangeOperation | null {
  const { edit, fields, geometryChangedBy, proposed, presentVersion } = difference;
  if (presentVersion === null) return null;
  const target = { layer: edit.layer, fid: edit.fid, baseVersion: presentVersion };
  if (edit.operation === 'delete')
    return keep === 'mine' ? { operation: 'delete', ...target } : null;
  const counts = (by: 'mine' | 'theirs' | 'both' | null): boolean =>
    by === 'mine' || (by === 'both' && keep === 'mine');
  const properties: Record<string, FieldValue> = Object.fromEntries(
    Object.entries(fields).flatMap(([name, { mine, changedBy }]) =>
      counts(changedBy) ? [[name, mine]] : [],
    ),
  );
  const geometry = counts(geometryChangedBy) && proposed ? { geometry: proposed.geometry } : {};
  const hasFields = Object.keys(properties).length > 0;
  if (!hasFields && !('geometry' in geometry)) return null;
  return { operation: 'update', ...target, ...geometry, ...(hasFields ? { properties } : {}) };
}
