/** Items as they were against items as they are, over a layer with ten versions of every feature. */
import { execFileSync } from 'node:child_process';
import { median } from './tile-pass.ts';
import type { Area } from './tile-pass.ts';

export const VERSIONS_A_FEATURE = 10;
const ROUNDS = 31;
const ITEMS_A_PAGE = 100;
/** A town of the area is this part of it, in length. */
const TOWN_PART = 1 / 20;

export interface HistoryPass {
  what: string;
  presentMilliseconds: number;
  /** Half-way through the history. */
  datetimeMilliseconds: number;
}

/**
 * Gives every feature of `layer` nine versions before the present one, a month apart and each on a second of
 * its own, in the order in which edits would have written them. With psql, as the database's owner.
 */
export function growHistory(database: string, layer: string): void {
  const past = VERSIONS_A_FEATURE - 1;
  const begin = (version: string): string =>
    `p.begin_lifespan_version - make_interval(months => ${past} - (${version} - 1), secs => p.fid % 86400)`;
  const kept = ['version', 'begin_lifespan_version', 'change_set', 'author'];
  execFileSync('psql', [database, '-qv', 'ON_ERROR_STOP=1'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    input: `
      set session_replication_role = replica;
      select string_agg(quote_ident(attname), ', ') as columns,
             string_agg('p.' || quote_ident(attname), ', ') as values
        from pg_attribute where attrelid = 'territory.${layer}'::regclass and attnum > 0 and not attisdropped
          and attname not in (${kept.map((name) => `'${name}'`).join(', ')}) \\gset
      insert into history.${layer} (:columns, version, begin_lifespan_version, end_lifespan_version,
          change_set, author, operation, ended_by, ended_author)
        select :values, n, ${begin('n')}, case when n = ${past} then p.begin_lifespan_version else ${begin('n + 1')} end,
          p.change_set, p.author, 'update', p.change_set, p.author
        from generate_series(1, ${past}) as n cross join territory.${layer} as p order by n, p.fid;
      update territory.${layer} set version = ${VERSIONS_A_FEATURE};
      vacuum analyze territory.${layer};
      vacuum analyze history.${layer};`,
  });
}

/** Medians of the same requests for the present and for an instant, asked in turn; `url` is the layer's items. */
export async function measureHistory(
  url: string,
  features: number,
  [west, south, east, north]: Area,
): Promise<HistoryPass[]> {
  const recorded = await recordedAt(url);
  const instant = new Date(recorded - 4.5 * 30 * 86_400_000).toISOString();
  const [width, height] = [(east - west) * TOWN_PART, (north - south) * TOWN_PART];
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const town = [x, y, x + width, y + height].map((degrees) => degrees.toFixed(6)).join(',');
  // As the server writes it in its `next` links: following nine hundred of them would take the time of the rest.
  const deep = Buffer.from(`after:${Math.floor(features * 0.9)}`).toString('base64url');
  const passes: HistoryPass[] = [];
  for (const [what, query] of [
    ['prima pagina', ''],
    ['pagina in fondo', `&token=${deep}`],
    ['riquadro di un paese', `&bbox=${town}`],
  ] as const) {
    const present: number[] = [];
    const past: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = `${url}?limit=${ITEMS_A_PAGE}${query}`;
      present.push(await timeOf(page));
      past.push(await timeOf(`${page}&datetime=${instant}`));
    }
    passes.push({
      what,
      presentMilliseconds: median(present),
      datetimeMilliseconds: median(past),
    });
  }
  return passes;
}

/** When the present versions began, milliseconds. */
async function recordedAt(url: string): Promise<number> {
  const answer = await fetch(`${url}?limit=1`);
  const body = (await answer.json()) as {
    features: { properties: { beginLifespanVersion: string } }[];
  };
  return Date.parse(body.features[0]!.properties.beginLifespanVersion);
}

async function timeOf(url: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url);
  const body = (await response.json()) as { numberReturned: number };
  const milliseconds = performance.now() - start;
  if (!response.ok || body.numberReturned !== ITEMS_A_PAGE)
    throw new Error(`${url}: ${response.status}, ${body.numberReturned} items`);
  return milliseconds;
}
