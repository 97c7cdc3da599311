import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';

const STARTER = `
  const { startCluster } = await import(${JSON.stringify(new URL('postgres-cluster.mjs', import.meta.url).href)});
  console.log((await startCluster()).url);
  setInterval(() => {}, 1000);`;

describe('a throw-away cluster', () => {
  it('ends with its starter, however that ended', async () => {
    const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER]);
    const [url] = (await once(starter.stdout, 'data')) as [Buffer];
    const port = Number(new URL(String(url).trim()).port);
    expect(await answers(port)).toBe(true);
    starter.kill('SIGKILL');
    await expect.poll(() => answers(port), { timeout: 30_000 }).toBe(false);
  });
});

/** Hangs up at once: a server that is stopping would wait for what we have to say. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}
