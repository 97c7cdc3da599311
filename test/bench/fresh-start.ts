/** `npm start` as a newcomer runs it: a fresh clone, empty caches; then the second time. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../support/sit-server.ts';

export interface FreshStart {
  firstSeconds: number;
  secondSeconds: number;
}

/** Clones `root` into `directory`; needs the network for the first start. */
export async function measureFreshStart(root: string, directory: string): Promise<FreshStart> {
  const clone = join(directory, 'clone');
  execFileSync('git', ['clone', '--quiet', root, clone]);
  const env = {
    PATH: withoutOurs(process.env['PATH'] ?? ''),
    HOME: join(directory, 'home'),
    SIT_PORT: String(await freePort()),
  };
  const firstSeconds = await secondsToReady(clone, env);
  const secondSeconds = await secondsToReady(clone, env);
  return { firstSeconds, secondSeconds };
}

async function secondsToReady(cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ready = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (/^ready /m.test(output)) resolve((performance.now() - start) / 1000);
      });
    child.once('exit', () => reject(new Error(`npm start ended before it was ready:\n${output}`)));
  });
  const seconds = await ready;
  const closed = once(child, 'exit');
  child.kill('SIGTERM');
  await closed;
  // npm is gone first; the server has closed its database when its port is free again.
  await portFree(Number(env['SIT_PORT']));
  return seconds;
}

async function portFree(port: number): Promise<void> {
  while (await fetch(`http://localhost:${port}/health`).then(Boolean, () => false))
    await new Promise((resolve) => setTimeout(resolve, 200));
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** The newcomer has no `.toolchain` of ours in PATH. */
function withoutOurs(path: string): string {
  return path
    .split(':')
    .filter((directory) => !directory.includes('node_modules') && !directory.includes('toolchain'))
    .join(':');
}
