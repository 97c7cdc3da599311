/**
 * A throw-away PostgreSQL cluster for tests and benchmarks, on a free port of 127.0.0.1.
 *
 * It cannot outlive its starter: a small shell holds the server as its child and stops it when the pipe
 * to the starter closes, however the starter ended.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findPostgresBinaries, hasPostgis, LEAST_POSTGRESQL } from './postgres-binaries.mjs';

const START_TIMEOUT_MILLISECONDS = 60_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  timezone: 'UTC',
  log_min_messages: 'warning',
};

/** What a cluster may lose in a power cut that ends with its tests anyway. */
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * The shell that owns the server: $1 the cluster's directory, $2 whether a server that dies is started again,
 * the rest the server's command line. One that was killed leaves children behind for a moment, during which
 * the next refuses to start.
 */
const KEEPER = `
directory=$1; restarts=$2; shift 2
{
  while :; do
    "$@" </dev/null >>"$directory/log" 2>&1
    [ "$restarts" = yes ] && [ ! -e "$directory/stopping" ] || break
    sleep 0.05
  done
} &
loop=$!
cat >/dev/null
touch "$directory/stopping"
kill -QUIT "$(head -n 1 "$directory/data/postmaster.pid")" 2>/dev/null
wait $loop
rm -rf "$directory"
`;

/**
 * @typedef {object} Cluster
 * @property {string} url of its database `postgres`, as a superuser without password
 * @property {(victim: 'postmaster' | 'child') => void} kill takes a process of the server away without a word;
 *   only where `restarts` brings it back
 * @property {() => Promise<void>} stop ends the server and removes its files
 */

/**
 * Starts a cluster; rejects with one sentence where PostgreSQL or PostGIS is missing or does not start.
 * @param {{ durable?: boolean, restarts?: boolean, settings?: Record<string, string> }} [options] `durable`
 *   keeps fsync on, as figures about writing need; `restarts` starts a server that was killed again
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ durable = false, restarts = false, settings = {} } = {}) {
  const binaries = findPostgresBinaries();
  if (!binaries || !hasPostgis(binaries))
    throw new Error(`PostgreSQL ${LEAST_POSTGRESQL} or newer with PostGIS is not installed here`);
  const owner = serverAccount();
  const directory = mkdtempSync(join(tmpdir(), 'sit-cluster-'));
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const data = join(directory, 'data');
  const port = await freePort();
  const account = owner ? { uid: owner.uid, gid: owner.gid } : {};
  try {
    execFileSync(join(binaries, 'initdb'), initdbArguments(data), {
      ...account,
      cwd: directory,
      stdio: 'pipe',
      encoding: 'utf8',
    });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error('initdb did not make a PostgreSQL cluster', { cause: error });
  }
  const options = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), ...settings, port: String(port) };
  const server = [
    join(binaries, 'postgres'),
    '-D',
    data,
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const keeper = spawn(
    '/bin/sh',
    ['-c', KEEPER, 'sh', directory, restarts ? 'yes' : 'no', ...server],
    {
      ...account,
      cwd: directory,
      stdio: ['pipe', 'ignore', 'ignore'],
      // Out of the terminal's process group: Ctrl-C must reach the tests, and the server end after them.
      detached: true,
    },
  );
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => keeper.once('exit', () => resolve()));
  keeper.unref();
  const stop = async () => {
    keeper.ref();
    keeper.stdin.end();
    await ended;
  };
  try {
    await untilReady(join(data, 'postmaster.pid'));
  } catch (error) {
    const log = readLog(join(directory, 'log'));
    await stop();
    throw new Error(`PostgreSQL did not start: ${log}`, { cause: error });
  }
  /** @param {'postmaster' | 'child'} victim */
  const kill = (victim) => killProcess(join(data, 'postmaster.pid'), victim);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, kill, stop };
}

/** @param {string} data */
function initdbArguments(data) {
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';
  return [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--no-sync',
    '--no-instructions',
  ];
}

/** PostgreSQL refuses to run as root: the account Debian's package makes, when we are root. */
function serverAccount() {
  if (process.getuid?.() !== 0) return null;
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * The eighth line of postmaster.pid says when the server takes connections.
 * @param {string} pidFile
 */
async function untilReady(pidFile) {
  const deadline = Date.now() + START_TIMEOUT_MILLISECONDS;
  while (readLog(pidFile).split('\n')[7]?.trim() !== 'ready') {
    if (Date.now() > deadline) throw new Error(`not ready in ${START_TIMEOUT_MILLISECONDS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Of the children the newest: a connection's. PostgreSQL then ends all others and recovers by itself.
 * @param {string} pidFile
 * @param {'postmaster' | 'child'} victim
 */
function killProcess(pidFile, victim) {
  const postmaster = readLog(pidFile).split('\n')[0] ?? '';
  const pid =
    victim === 'postmaster'
      ? postmaster
      : execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster, '--sort', '-start_time'], {
          encoding: 'utf8',
        }).split('\n')[0];
  process.kill(Number(pid), 'SIGKILL');
}

/** @param {string} path */
function readLog(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
