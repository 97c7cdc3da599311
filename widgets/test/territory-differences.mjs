/** The edits of the little territory's proposals, beside the features that they change. */
import { FEATURES } from './territory-data.mjs';

const PROPOSED_FID_FROM = 900_000_000_000_000;

export function headOf({ number, operation, stale, conflict }) {
  const { operation: kind, layer, baseVersion = null } = operation;
  return {
    number,
    operation: kind,
    layer,
    fid: fidOf({ number, operation }),
    baseVersion,
    stale,
    conflict,
  };
}

export function fidOf({ number, operation }) {
  return operation.fid ?? PROPOSED_FID_FROM + number;
}

export function differenceOf(edit) {
  const { operation } = edit;
  const present = FEATURES[operation.layer].find(({ id }) => id === operation.fid) ?? null;
  const {
    municipality: _m,
    version = null,
    beginLifespanVersion: _b,
    ...properties
  } = present?.properties ?? {};
  const before = present && { geometry: present.geometry, properties };
  const after =
    operation.operation === 'delete'
      ? null
      : {
          geometry: operation.geometry ?? present.geometry,
          properties: { ...properties, ...operation.properties },
        };
  const fields = before && after ? (operation.properties ?? {}) : {};
  return {
    edit: headOf(edit),
    base: before,
    present: before,
    presentVersion: version,
    proposed: after,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, mine]) => [
        name,
        { mine, theirs: properties[name] ?? null, changedBy: 'mine' },
      ]),
    ),
    geometryChangedBy: before && after && operation.geometry ? 'mine' : null,
  };
}
