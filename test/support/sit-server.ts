/** A real `sit serve` in a process of its own, as people run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

export interface SitServer {
  url: string;
  home: string;
  /** What it has printed so far. */
  output: () => string;
  /** Asks it to close, as Ctrl-C does; its exit code. */
  stop: () => Promise<number | null>;
  /** Takes it away without a word, as `kill -9` does. */
  kill: () => Promise<void>;
}

/** Runs `sit` with these arguments to its end; rejects, with its output, when it does not go well. */
export async function runSit(args: string[], env: Record<string, string>): Promise<string> {
  const { child, output } = spawnSit(args, env);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`sit ${args.join(' ')} ended with ${code}:\n${output()}`);
  return output();
}

/** Starts on a free port and waits until it says `ready`. */
export async function startSit(home: string, env: Record<string, string> = {}): Promise<SitServer> {
  const url = `http://localhost:${env['SIT_PORT'] ?? (await freePort())}`;
  const { child, output } = spawnSit(['serve'], {
    SIT_PORT: new URL(url).port,
    SIT_HOME: home,
    ...env,
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exit)[0];
  };
  // A test run that ends early takes its server with it.
  const takeAlong = (): void => void child.kill('SIGKILL');
  process.once('exit', takeAlong);
  void exit.then(() => process.removeListener('exit', takeAlong));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => /^ready /m.test(output()) && resolve());
    void exit.then(([code]) =>
      reject(new Error(`sit serve ended with ${code} before it was ready:\n${output()}`)),
    );
  });
  return {
    url,
    home,
    output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

/** A directory of its own, with a copy of `template` in it where one is given; remove it with `rm`. */
export async function temporaryHome(template?: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sit-e2e-'));
  if (template) await cp(template, home, { recursive: true });
  return home;
}

export function removeHome(home: string): Promise<void> {
  return rm(home, { recursive: true, force: true });
}

/** The demo's people and their password. */
export async function demoPassword(home: string): Promise<string> {
  const text = await readFile(join(home, 'demo-sign-ins.json'), 'utf8');
  return (JSON.parse(text) as { password: string }).password;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function spawnSit(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { child, output: () => output };
}
