/** What row-level security costs: the same reads under a request's role and as the tables' owner, in turns. */
import type { Caller } from '@sit/core/permission';
import { openDatabase } from '../../server/src/db/database.ts';
import { PRESENT, PRESENT_VIEW } from '../../server/src/db/layer-state.ts';
import { asOwner, inScope } from '../../server/src/db/scope.ts';
import { findLayer } from '../../server/src/layers/layer.service.ts';
import { parseItemsQuery } from '../../server/src/ogc/items-query.ts';
import { readItems } from '../../server/src/ogc/items.repository.ts';
import { postgisEncoder } from '../../server/src/tiles/postgis-mvt.repository.ts';
import { tilesOf } from './tile-pass.ts';
import type { Area } from './tile-pass.ts';

type Trx = Parameters<Parameters<typeof asOwner>[1]>[0];

const ROUNDS = 40;
const ZOOM = 15;

export interface PolicyPass {
  what: string;
  /** Medians. */
  ownerMilliseconds: number;
  roleMilliseconds: number;
}

const PLANNER: Caller = {
  userId: '00000000-0000-0000-0000-000000000000',
  name: 'Misura',
  email: 'misura@example.org',
  grants: [{ role: 'planner', municipality: 'C096' }],
};

export async function measurePolicies(
  database: string,
  layerId: string,
  [west, south, east, north]: Area,
): Promise<PolicyPass[]> {
  const db = await openDatabase({ url: database, dataDir: null });
  try {
    const layer = await findLayer(db.kysely, PLANNER, layerId);
    const at = (share: number): [number, number] => [
      west + (east - west) * share,
      south + (north - south) * share,
    ];
    const items = (share: number) => {
      const [x, y] = at(share);
      const box: [number, number, number, number] = [
        x,
        y,
        x + (east - west) / 40,
        y + (north - south) / 40,
      ];
      return parseItemsQuery(
        layer,
        7792,
        { limit: 1000, bbox: box, datetime: PRESENT, 'legal-date': null },
        {},
      );
    };
    const reads: [string, (trx: Trx, share: number) => Promise<unknown>][] = [
      ['items per bbox', (trx, share) => readItems(trx, layer, items(share))],
      [
        `tassello z${ZOOM}`,
        (trx, share) => {
          const [x, y] = at(share);
          const [tileCol, tileRow] = tilesOf([x, y, x, y], ZOOM)[0]!;
          const tile = { tileMatrix: ZOOM, tileRow, tileCol };
          return postgisEncoder.encode(trx, layer, PRESENT_VIEW, tile);
        },
      ],
    ];
    const passes: PolicyPass[] = [];
    for (const [what, read] of reads) {
      const owner: number[] = [];
      const role: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const share = 0.1 + (0.8 * round) / ROUNDS;
        // Each place is read once before it is measured, and each way comes first as often as the other.
        await asOwner(db, (trx) => read(trx, share));
        const ways: [number[], () => Promise<unknown>][] = [
          [owner, () => asOwner(db, (trx) => read(trx, share))],
          [role, () => inScope(db, PLANNER, (trx) => read(trx, share))],
        ];
        for (const [times, way] of round % 2 === 0 ? ways : ways.toReversed()) {
          const start = performance.now();
          await way();
          times.push(performance.now() - start);
        }
      }
      passes.push({ what, ownerMilliseconds: median(owner), roleMilliseconds: median(role) });
    }
    return passes;
  } finally {
    await db.close();
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
