/** From which version a write starts: `If-Match` (RFC 9110 §13.1.1). */
import { versionOfETag } from '@sit/core/feature';
import { refuse } from '../http/problem.ts';
import { plainETag } from '../http/representation.ts';

/**
 * The version that `If-Match` starts from (RFC 9110 §13.1.1, strong comparison). Of several the current
 * one is taken where it is among them; `*` is whatever is there. Whether it still is, is checked on writing.
 */
export async function baseVersionOf(
  header: string,
  layerId: string,
  fid: number,
  current: () => Promise<number | null>,
): Promise<number> {
  const versions = header
    .split(',')
    .map((tag) => versionOfETag(plainETag(tag.trim()), layerId, fid))
    .filter((version) => version !== null && version > 0) as number[];
  if (versions.length === 1) return versions[0]!;
  const now = await current();
  if (now !== null && (header.trim() === '*' || versions.includes(now))) return now;
  throw refuse(
    'stale-version',
    `If-Match: ${header} non è la versione presente dell’elemento ${fid} di «${layerId}».`,
  );
}
