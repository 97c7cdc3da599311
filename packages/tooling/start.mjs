/** `npm start`: sets up what is missing, then runs the server until it is told to stop. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { endStepsOnSignal, reportFailure } from './run.mjs';
import { ROOT, setUp } from './setup.mjs';

/** Ctrl-C arrives twice under npm: from the terminal, and passed on by npm. The server wants it once. */
const ECHO_MILLISECONDS = 1_000;
const PARENT_CHECK_MILLISECONDS = 1_000;

endStepsOnSignal();
try {
  serve(await setUp());
} catch (error) {
  reportFailure(error);
}

/** @param {import('./toolchain.mjs').Toolchain} toolchain */
function serve({ node, env }) {
  const preload = new URL('end-with-parent.mjs', import.meta.url).href;
  const server = spawn(node, ['--import', preload, join('server', 'src', 'cli.ts'), 'serve'], {
    cwd: ROOT,
    env,
    // The channel tells the server that we are gone, however we went.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Out of the terminal's group: signals reach the server through us alone.
    detached: true,
  });
  let passedOn = -Infinity;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (performance.now() - passedOn < ECHO_MILLISECONDS) return;
    passedOn = performance.now();
    server.kill(signal);
  };
  process.on('SIGINT', () => passOn('SIGINT'));
  process.on('SIGTERM', () => passOn('SIGTERM'));
  process.on('SIGHUP', () => passOn('SIGTERM'));
  endWithNpm(() => passOn('SIGTERM'));
  server.on('error', reportFailure);
  server.on('exit', (code, signal) =>
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)),
  );
}

/**
 * A killed npm, or the shell it put between us, tells nobody; being given another parent does.
 * @param {() => void} end
 */
function endWithNpm(end) {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_MILLISECONDS).unref();
}
