/** What a feature was: its versions, one of them, and what changed between two. */
import type {
  FeatureVersion,
  FeatureVersionDetail,
  FeatureVersions,
  FieldDifference,
  VersionDifference,
} from '@sit/core/api-history';
import type { Feature } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import { may } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import type { Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import { inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { findVersion } from '../features/feature.service.ts';
import { refuse } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { selectStoredVersion, selectVersions } from './version.repository.ts';
import type { VersionRow } from './version.repository.ts';
import { vertexDifference } from './vertex-difference.ts';

type Trx = Transaction<Tables>;

/** Newest first, below version `before` where given. Refuses `not-found` for a layer not readable and a feature that never was. */
export async function listVersions(
  db: Database,
  caller: Caller,
  layerId: string,
  fid: number,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<FeatureVersions> {
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, layerId);
    const rows = await selectVersions(
      trx,
      layer,
      fid,
      { before, limit: limit + 1 },
      isMember(caller),
    );
    if (rows.length === 0 && before === undefined) throw unknownFeature(layerId, fid);
    const page = rows.slice(0, limit);
    return {
      versions: page.map(toVersion),
      nextBefore: rows.length > limit ? page.at(-1)!.version : null,
    };
  });
}

export async function getVersion(
  db: Database,
  caller: Caller,
  layerId: string,
  fid: number,
  version: number,
): Promise<FeatureVersionDetail> {
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, layerId);
    const filter = { only: version, limit: 1 };
    const [row] = await selectVersions(trx, layer, fid, filter, isMember(caller));
    const feature = await findVersion(trx, layer, fid, version);
    if (!row || !feature) throw unknownVersion(layerId, fid, version);
    return { ...toVersion(row), feature };
  });
}

/** What changed from version `from` to version `to`, whichever is the older. */
export async function compareVersions(
  db: Database,
  caller: Caller,
  layerId: string,
  fid: number,
  { from, to }: { from: number; to: number },
): Promise<VersionDifference> {
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, layerId);
    const before = await storedVersion(trx, layer, fid, from);
    const after = await storedVersion(trx, layer, fid, to);
    const vertices = vertexDifference(before.stored.geometry, after.stored.geometry);
    return {
      from,
      to,
      fields: fieldDifferences(layer, before.feature, after.feature),
      geometry: {
        differs: JSON.stringify(before.stored.geometry) !== JSON.stringify(after.stored.geometry),
        verticesAdded: vertices.added,
        verticesRemoved: vertices.removed,
        verticesMoved: vertices.moved,
        areaSquareMeters: after.stored.area - before.stored.area,
        lengthMeters: after.stored.length - before.stored.length,
        from: before.feature.geometry,
        to: after.feature.geometry,
      },
    };
  });
}

async function storedVersion(trx: Trx, layer: Layer, fid: number, version: number) {
  const feature = await findVersion(trx, layer, fid, version);
  const stored = await selectStoredVersion(trx, layer, fid, version);
  if (!feature || !stored) throw unknownVersion(layer.id, fid, version);
  return { feature, stored };
}

function fieldDifferences({ fields }: Layer, before: Feature, after: Feature): FieldDifference[] {
  return [...fields.map(({ name }) => name), 'municipality'].flatMap((field) => {
    const [from, to] = [before.properties[field] ?? null, after.properties[field] ?? null];
    return from === to ? [] : [{ field, from, to }];
  });
}

function toVersion(row: VersionRow): FeatureVersion {
  return {
    version: row.version,
    beginLifespanVersion: row.begin.toISOString(),
    endLifespanVersion: row.end?.toISOString() ?? null,
    began: row.version === 1 ? 'create' : row.previous === 'delete' ? 'restore' : 'update',
    ended: row.operation,
    ...(row.author === undefined
      ? {}
      : { author: row.author, changeSet: row.change_set ?? null, message: row.message ?? null }),
  };
}

/** Who made an edit, and why, is for the offices. */
function isMember(caller: Caller): boolean {
  return may(caller, 'read-internal', 'anywhere');
}

function unknownFeature(layer: string, fid: number) {
  return refuse('not-found', `L’elemento ${fid} del livello «${layer}» non esiste.`);
}

function unknownVersion(layer: string, fid: number, version: number) {
  return refuse(
    'not-found',
    `L’elemento ${fid} del livello «${layer}» non ha una versione ${version}.`,
  );
}
