/** The example of a municipality's page, served from an origin of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('../../widgets/examples/serve.mjs', import.meta.url));

export interface Portal {
  url: string;
  stop: () => Promise<void>;
}

export async function startPortal(port: number, sitUrl: string): Promise<Portal> {
  const child = spawn(process.execPath, [SERVE, String(port), sitUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    url: `http://localhost:${port}`,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
