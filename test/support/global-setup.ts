/**
 * Once a run: a home with the demonstration territory, which every file copies, and in it the origin on
 * which the municipality's example page will be served.
 */
import type { TestProject } from 'vitest/node';
import { freePort, removeHome, runSit, startSit, temporaryHome } from './sit-server.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await temporaryHome();
  const server = await startSit(home);
  await server.stop();
  const portalPort = await freePort();
  const origin = `http://localhost:${portalPort}`;
  await runSit(['origin', 'add', origin, '--municipality', 'C096'], { SIT_HOME: home });
  project.provide('demoHome', home);
  project.provide('portalPort', portalPort);
  return () => removeHome(home);
}

declare module 'vitest' {
  interface ProvidedContext {
    demoHome: string;
    portalPort: number;
  }
}
