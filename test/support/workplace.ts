/** What one end-to-end file works with: a server with the demo, the municipality's page, a browser. */
import type { Position } from '@sit/core/geometry';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { launchBrowser } from './browser.ts';
import type { LngLat } from './editor-page.ts';
import { Person } from './person.ts';
import type { Portal } from './portal.ts';
import { startPortal } from './portal.ts';
import type { SitServer } from './sit-server.ts';
import { demoPassword, removeHome, runSit, startSit, temporaryHome } from './sit-server.ts';

export const ADMIN = 'admin@unione.demo';
/** Edits for the whole union. */
export const UNION_EDITOR = 'piano@unione.demo';
/** Planner of Castel di Sangro, C096. */
export const PLANNER = 'tecnico.casteldisangro@unione.demo';
/** Planner of Roccaraso, H434. */
export const OTHER_PLANNER = 'tecnico.roccaraso@unione.demo';

export interface Workplace {
  sit: SitServer;
  portal: Portal;
  browser: Browser;
  password: string;
  /** Stops the server and starts it again where it was. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

/** `origins` are registered for the planner's municipality beside the portal's own. */
export async function openWorkplace(origins: readonly string[] = []): Promise<Workplace> {
  const home = await temporaryHome(inject('demoHome'));
  for (const origin of origins)
    await runSit(['origin', 'add', origin, '--municipality', 'C096'], { SIT_HOME: home });
  let sit = await startSit(home);
  const { url } = sit;
  const portal = await startPortal(inject('portalPort'), sit.url);
  const browser = await launchBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await portal.stop();
    await sit.stop();
    await removeHome(home);
  };
  const restart = async (): Promise<void> => {
    await sit.stop();
    sit = await startSit(home, { SIT_PORT: new URL(url).port });
  };
  return { sit, portal, browser, password: await demoPassword(home), restart, close };
}

/** A place in the planner's municipality, so many degrees east and north of its town. */
export async function nearTown({ sit }: Workplace, east: number, north: number): Promise<LngLat> {
  const town = (await Person.nobody(sit.url).items('places')).find(
    ({ properties }) => properties.municipality === 'C096' && properties['kind'] === 'town',
  )!;
  const [longitude, latitude] = town.geometry.coordinates as Position;
  return [longitude + east, latitude + north];
}
