/**
 * `pnpm bench [--columns N] [--against URL]`: one table of measured figures on this machine; not a test.
 * 317 columns make 100,489 parcels. `--against` names another tile server's template, with `{z}`, `{x}`, `{y}`,
 * over table `baseline` of the database whose URL is printed; `--no-start` leaves out the fresh clone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { startCluster } from '../../packages/tooling/postgres-cluster.mjs';
import { startSit } from '../support/sit-server.ts';
import { measureFreshStart } from './fresh-start.ts';
import { VERSIONS_A_FEATURE, growHistory, measureHistory } from './history-pass.ts';
import { measureLimits } from './limit-pass.ts';
import { measureLive } from './live-pass.ts';
import { measureProcess } from './measured-process.ts';
import { makeParcelFile } from './parcel-file.ts';
import { measurePolicies } from './policy-pass.ts';
import { measureRefusals } from './refusal-pass.ts';
import type { Area } from './tile-pass.ts';
import { measureItems, measureTiles } from './tile-pass.ts';
import { measureWrites } from './write-pass.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(ROOT, 'server', 'src', 'cli.ts');
const LAYER = 'bench_parcels';
const ZOOMS = [10, 11, 12, 13, 14, 15, 16];
const ITEMS_A_PAGE = 100;
const LIVE_COMMITS = 300;

const { values } = parseArgs({
  options: {
    columns: { type: 'string', default: '317' },
    against: { type: 'string' },
    'no-start': { type: 'boolean', default: false },
  },
});

const rows: [string, string][] = [];
const directory = await mkdtemp(join(tmpdir(), 'sit-bench-'));
// Durable: what an import takes includes its reaching the disk.
const cluster = await startCluster({ durable: true });
try {
  execFileSync('psql', [cluster.url, '-qc', 'create database sit']);
  const database = cluster.url.replace(/\/postgres$/, '/sit');
  console.log(`Base dati: ${database}`);
  rows.push(['macchina', `${availableParallelism()} × ${cpus()[0]?.model ?? '?'}`]);
  // What asks as fast as it can asks more often than anybody may.
  const env = { SIT_DATABASE_URL: database, SIT_REQUESTS_PER_MINUTE: '1000000000' };
  const home = join(directory, 'home');
  // The demo makes the union that layers belong to.
  await (await startSit(home, env)).stop();

  const file = await makeParcelFile(directory, Number(values.columns));
  await measureImports(file.path, file.rows, database, home);
  // Imported layers of this size show from zoom 12 on; here the tiles above are wanted too.
  execFileSync('psql', [
    database,
    '-qc',
    `update sit.layer set min_zoom = 0 where id = '${LAYER}'`,
  ]);
  const area = areaOf(database);
  await measureServing(home, env, area);
  await measureWriting(home, env);
  await measureSecurity(database, area);
  await measureCounting(database);
  await measureSignIns(database);
  await measureFollowing(home, env);
  await measurePast(home, env, database, file.rows, area);
  rows.push([
    'embed.js, brotli',
    kilobytes(brotliCompressSync(readFileSync(join(ROOT, 'widgets/dist/embed.js'))).length),
  ]);
  if (!values['no-start']) {
    const { firstSeconds, secondSeconds } = await measureFreshStart(ROOT, directory);
    rows.push(['npm start, clone nuovo e cache vuote', `${firstSeconds.toFixed(1)} s`]);
    rows.push(['npm start, seconda volta', `${secondSeconds.toFixed(1)} s`]);
  }
} finally {
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
}
const width = Math.max(...rows.map(([what]) => what.length));
console.log(rows.map(([what, figure]) => `${what.padEnd(width)}  ${figure}`).join('\n'));

async function measureImports(path: string, count: number, database: string, home: string) {
  const ours = await measureProcess(
    process.execPath,
    [CLI, 'import', path, '--layer', LAYER, '--municipality', 'C096', '--create'],
    { ...process.env, SIT_DATABASE_URL: database, SIT_HOME: home },
  );
  const url = new URL(database);
  const connection = `PG:host=${url.hostname} port=${url.port} user=postgres dbname=sit`;
  const theirs = await measureProcess(
    'ogr2ogr',
    [
      '-f',
      'PostgreSQL',
      connection,
      path,
      '-nln',
      'public.baseline',
      '-lco',
      'GEOMETRY_NAME=geometry',
      '-t_srs',
      'EPSG:3857',
    ],
    { ...process.env, PG_USE_COPY: 'YES' },
  );
  for (const [who, { seconds, peakMegabytes }] of [
    ['sit import', ours],
    ['ogr2ogr, tabella nuda', theirs],
  ] as const)
    rows.push([
      `${who}: ${count} particelle`,
      `${seconds.toFixed(1)} s, ${Math.round(count / seconds)} righe/s, picco ${Math.round(peakMegabytes ?? 0)} MB`,
    ]);
}

async function measureServing(home: string, env: Record<string, string>, area: Area) {
  const sit = await startSit(home, env);
  try {
    const collection = `${sit.url}/ogc/collections/${LAYER}`;
    const templates: [string, string][] = [
      ['SIT', `${collection}/tiles/WebMercatorQuad/{z}/{y}/{x}`],
    ];
    if (values.against) templates.push(['altro', values.against]);
    for (const [who, template] of templates)
      for (const zoom of ZOOMS) {
        const pass = await measureTiles(template, area, zoom);
        rows.push([
          `${who}: tasselli z${zoom} (${pass.tiles}, mediana ${pass.medianKilobytes.toFixed(0)} kB)`,
          `${pass.coldMilliseconds.toFixed(1)} ms la prima volta, poi ${Math.round(pass.warmPerSecond)}/s`,
        ]);
      }
    const items = await measureItems(`${collection}/items`, area, ITEMS_A_PAGE);
    rows.push([`items, pagine di ${ITEMS_A_PAGE} per bbox`, `${Math.round(items)} elementi/s`]);
  } finally {
    await sit.stop();
  }
}

/** Last of what reads the layer: it has ten times the versions from here on. */
async function measurePast(
  home: string,
  env: Record<string, string>,
  database: string,
  features: number,
  area: Area,
) {
  growHistory(database, LAYER);
  const sit = await startSit(home, env);
  try {
    const url = `${sit.url}/ogc/collections/${LAYER}/items`;
    for (const pass of await measureHistory(url, features, area)) {
      const { presentMilliseconds: present, datetimeMilliseconds: past } = pass;
      rows.push([
        `items con datetime, ${features} × ${VERSIONS_A_FEATURE} versioni: ${pass.what}`,
        `presente ${present.toFixed(1)} ms, passato ${past.toFixed(1)} ms: ${(past / present).toFixed(2)} volte`,
      ]);
    }
  } finally {
    await sit.stop();
  }
}

async function measureWriting(home: string, env: Record<string, string>) {
  for (const { what, changeSetsPerSecond, featuresPerSecond } of await measureWrites(home, env))
    rows.push([
      `modifiche di ${what}`,
      `${changeSetsPerSecond.toFixed(1)} modifiche/s, ${Math.round(featuresPerSecond)} elementi/s`,
    ]);
}

async function measureSecurity(database: string, area: Area) {
  for (const pass of await measurePolicies(database, LAYER, area)) {
    const { what, ownerMilliseconds: owner, roleMilliseconds: role } = pass;
    rows.push([
      `sicurezza per riga: ${what}`,
      `senza ${owner.toFixed(1)} ms, con ${role.toFixed(1)} ms: ${((role / owner - 1) * 100).toFixed(0)} %`,
    ]);
  }
}

async function measureCounting(database: string) {
  const pass = await measureLimits(database);
  const { withoutMicroseconds: without, withMicroseconds: counted } = pass;
  rows.push([
    `richieste contate al minuto: una risposta vuota (${pass.requests} per indirizzo)`,
    `senza ${without.toFixed(1)} µs, con ${counted.toFixed(1)} µs; la prima di un indirizzo ${pass.leaseMilliseconds.toFixed(1)} ms`,
  ]);
}

async function measureSignIns(database: string) {
  for (const { what, median } of await measureRefusals(database))
    rows.push([`accesso rifiutato: ${what}`, `${median.toFixed(1)} ms`]);
}

async function measureFollowing(home: string, env: Record<string, string>) {
  const { commits, fromAnswer, fromRequest } = await measureLive(
    home,
    join(directory, 'other-home'),
    env,
    LIVE_COMMITS,
  );
  for (const [from, { p50, p95 }] of [
    ['risposta', fromAnswer],
    ['richiesta', fromRequest],
  ] as const)
    rows.push([
      `modifica → evento presso un altro processo, dalla ${from} (${commits})`,
      `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    ]);
}

/** What the imported layer covers, in degrees. */
function areaOf(database: string): Area {
  const extent = `select st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e) from
    (select st_transform(st_setsrid(st_extent(geometry_3857)::geometry, 3857), 4326) e from territory.${LAYER}) t`;
  const text = execFileSync('psql', [database, '-AtF', ' ', '-c', extent], { encoding: 'utf8' });
  return text.trim().split(' ').map(Number) as unknown as Area;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
