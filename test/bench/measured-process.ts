/** A program run to its end, with the time it took and the most memory it held. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const POLL_MILLISECONDS = 50;

export interface Measured {
  seconds: number;
  /** High-water mark of the resident set; null where the system does not tell. */
  peakMegabytes: number | null;
}

export async function measureProcess(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Measured> {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let peakMegabytes: number | null = null;
  const poll = setInterval(() => {
    peakMegabytes = highWaterMark(child.pid!) ?? peakMegabytes;
  }, POLL_MILLISECONDS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(poll);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return { seconds: (performance.now() - start) / 1000, peakMegabytes };
}

function highWaterMark(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes ? Number(kilobytes) / 1024 : null;
  } catch {
    return null;
  }
}
