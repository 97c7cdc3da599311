/** What tests need beyond Node: PostgreSQL with PostGIS, Chromium and ogrinfo; by apt where that is possible. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { findChromium } from './chromium.mjs';
import { findPostgresBinaries, hasPostgis, LEAST_POSTGRESQL } from './postgres-binaries.mjs';
import { run, step, StepFailure } from './run.mjs';

const APT = '/usr/bin/apt-get';
const NEEDS = `PostgreSQL ${LEAST_POSTGRESQL} o più recente con PostGIS 3.3, Chromium (o CHROME_PATH) e gdal-bin`;

/**
 * Makes sure of all three, or throws one sentence on what to install.
 * @param {NodeJS.ProcessEnv} env
 */
export async function installPrerequisites(env) {
  const missing = missingPrerequisites();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync(APT))
    throw new StepFailure(`Per le prove mancano: ${missing.join(', ')}. Installare ${NEEDS}.`);
  await step(`Installati con apt: ${missing.join(', ')}`, () => installWithApt(missing, env));
  const still = missingPrerequisites();
  if (still.length > 0)
    throw new StepFailure(
      `I pacchetti di questo sistema non danno ${still.join(', ')}. Installare ${NEEDS}.`,
    );
}

function missingPrerequisites() {
  const binaries = findPostgresBinaries();
  return [
    ...(binaries && hasPostgis(binaries) ? [] : ['PostgreSQL con PostGIS']),
    ...(findChromium() ? [] : ['Chromium']),
    ...(isOnPath('ogrinfo') ? [] : ['gdal-bin']),
  ];
}

/**
 * @param {string[]} missing
 * @param {NodeJS.ProcessEnv} env
 */
async function installWithApt(missing, env) {
  const options = {
    cwd: '/',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    failure: `apt non ha installato ${missing.join(', ')}. Installare ${NEEDS}.`,
  };
  await run(APT, ['update', '-q'], options);
  const packages = [];
  if (missing.includes('PostgreSQL con PostGIS')) packages.push(await postgisPackage(options));
  if (missing.includes('Chromium')) packages.push('chromium');
  if (missing.includes('gdal-bin')) packages.push('gdal-bin');
  await run(APT, ['install', '-q', '-y', '--no-install-recommends', ...packages], options);
}

/**
 * The distribution's newest `postgresql-NN-postgis-3`, which brings the server with it.
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, failure: string }} options
 */
async function postgisPackage(options) {
  const names = await run('apt-cache', ['pkgnames', 'postgresql-'], options);
  const versions = names
    .split('\n')
    .flatMap((name) => /^postgresql-(\d+)-postgis-3$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((version) => version >= LEAST_POSTGRESQL);
  if (versions.length === 0) throw new StepFailure(options.failure);
  return `postgresql-${Math.max(...versions)}-postgis-3`;
}

/** @param {string} program */
function isOnPath(program) {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.some((directory) => existsSync(join(directory, program)));
}
