/** Three versions of a feature side by side: as it was taken, as edited here, as it is now on the server. */
import { sameGeometry } from './geometry.ts';
import type { Geometry } from './geometry.ts';
import type { FieldValue } from './layer.ts';

export interface Content {
  geometry: Geometry | null;
  properties: Readonly<Record<string, FieldValue>>;
}

export type Side = 'mine' | 'theirs';

/** What differs between my version and theirs. `changedBy` says whose hand it was, `both` is a conflict. */
export interface Difference<Value> {
  mine: Value;
  theirs: Value;
  changedBy: Side | 'both';
}

export interface Differences {
  geometry: Difference<Geometry | null> | null;
  fields: Record<string, Difference<FieldValue>>;
}

export interface Choice {
  geometry: Side;
  fields: Readonly<Record<string, Side>>;
}

/** `base` may be unknown (null): then whatever differs counts as changed by both. */
export function differences(
  base: Content | null,
  mine: Content,
  theirs: Content,
  fieldNames: readonly string[],
): Differences {
  const fields: Differences['fields'] = {};
  for (const name of fieldNames) {
    const m = mine.properties[name] ?? null;
    const t = theirs.properties[name] ?? null;
    if (m === t) continue;
    const b = base ? (base.properties[name] ?? null) : undefined;
    fields[name] = { mine: m, theirs: t, changedBy: changedBy(m === b, t === b) };
  }
  const geometry = sameGeometry(mine.geometry, theirs.geometry)
    ? null
    : {
        mine: mine.geometry,
        theirs: theirs.geometry,
        changedBy: changedBy(
          base !== null && sameGeometry(mine.geometry, base.geometry),
          base !== null && sameGeometry(theirs.geometry, base.geometry),
        ),
      };
  return { geometry, fields };
}

/** The content made of what was chosen; where the two agree there is nothing to choose. */
export function mergeContent(mine: Content, theirs: Content, choice: Choice): Content {
  const properties: Record<string, FieldValue> = { ...mine.properties };
  for (const [name, side] of Object.entries(choice.fields))
    properties[name] = (side === 'mine' ? mine : theirs).properties[name] ?? null;
  return { geometry: (choice.geometry === 'mine' ? mine : theirs).geometry, properties };
}

function changedBy(mineIsBase: boolean, theirsIsBase: boolean): Side | 'both' {
  if (theirsIsBase) return 'mine';
  return mineIsBase ? 'theirs' : 'both';
}
