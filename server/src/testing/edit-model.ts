/** What the record must hold, from acknowledgements alone: the model the fuzzer holds the database to. Pure. */
import type { ChangeResult } from '@sit/core/feature';

/** One acknowledged operation. */
export interface Edit extends Pick<ChangeResult, 'operation' | 'fid' | 'version'> {
  /** What it wrote; the rest stayed. */
  set: { municipality?: string; name?: string; place?: number };
  /** The version it took everything from, of a restore. */
  source?: number;
}

export interface Version {
  fid: number;
  version: number;
  municipality: string;
  name: string;
  place: number;
  end: 'update' | 'delete' | 'present';
}

/** Every version of every feature, by fid and version. Throws where a version is missing or told twice. */
export function replay(edits: readonly Edit[]): Version[] {
  return [...Map.groupBy(edits, ({ fid }) => fid)].flatMap(([fid, own]) => versionsOf(fid, own));
}

function versionsOf(fid: number, edits: readonly Edit[]): Version[] {
  const written = edits
    .filter(({ operation }) => operation !== 'delete')
    .toSorted((a, b) => a.version - b.version);
  const deleted = new Set(
    edits.flatMap(({ operation, version }) => (operation === 'delete' ? [version] : [])),
  );
  const versions: Version[] = [];
  for (const [index, { operation, version, set, source }] of written.entries()) {
    if (version !== index + 1)
      throw new Error(`feature ${fid}: version ${version} told as the ${index + 1}th`);
    const isNew = version === 1 || deleted.has(version - 1);
    if ((operation === 'create') !== isNew)
      throw new Error(`feature ${fid}: version ${version} came by ${operation}`);
    const from = source === undefined ? versions.at(-1) : versions[source - 1];
    const values = { ...(from as Version), ...set };
    const end = deleted.has(version) ? 'delete' : index < written.length - 1 ? 'update' : 'present';
    versions.push({ ...values, fid, version, end });
  }
  return versions;
}
