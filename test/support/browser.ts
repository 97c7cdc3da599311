/** The system's Chromium, and a page that remembers what went wrong in it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../packages/tooling/chromium.mjs';

/** This machine, by the names that Chromium resolves itself (RFC 6761 §6.3). */
const THIS_MACHINE = /^(?:.+\.)?localhost$/;
const SLOW_MACHINE_MILLISECONDS = 60_000;

export interface Watched {
  context: BrowserContext;
  /** Errors in the console and uncaught ones, of every page of the context. */
  errors: string[];
  /** Requests to anything but this machine. */
  outside: string[];
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_FLAGS });
}

/**
 * In the place of Playwright's own list, the last of two such flags being the one that counts: it also turns off the
 * partitioning of storage by site, which people's browsers have on.
 */
const AS_PEOPLE_HAVE_IT = `--disable-features=${[
  'AimEnabled',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PreconnectToSearch',
  'Translate',
].join(',')}`;

export interface OwnBrowser extends Watched {
  close: () => Promise<void>;
}

/**
 * A browser with its owner's settings: third-party cookies blocked, as several do unasked, or let through.
 * (Contexts of {@link launchBrowser} are like private windows, which Chromium lets none through either.)
 */
export async function launchOwnBrowser(
  thirdPartyCookies: 'blocked' | 'allowed',
): Promise<OwnBrowser> {
  const blocked = thirdPartyCookies === 'blocked';
  const directory = await mkdtemp(join(tmpdir(), 'sit-browser-'));
  await mkdir(join(directory, 'Default'));
  const settings = {
    profile: { cookie_controls_mode: blocked ? 1 : 0, block_third_party_cookies: blocked },
  };
  await writeFile(join(directory, 'Default/Preferences'), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(directory, {
    executablePath: chromiumPath(),
    args: [...CHROMIUM_FLAGS, AS_PEOPLE_HAVE_IT],
    ...VIEW,
  });
  return {
    ...watch(context),
    close: async () => {
      await context.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function chromiumPath(): string {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium is not installed here');
  return executablePath;
}

const VIEW = { viewport: { width: 1280, height: 800 }, locale: 'it-IT' };

/** A person's browser of their own: no cookies shared with another's. */
export async function openContext(browser: Browser): Promise<Watched> {
  return watch(await browser.newContext(VIEW));
}

function watch(context: BrowserContext): Watched {
  context.setDefaultTimeout(SLOW_MACHINE_MILLISECONDS);
  const watched: Watched = { context, errors: [], outside: [] };
  context.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(message.text());
  });
  context.on('weberror', (error) => watched.errors.push(String(error.error())));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !THIS_MACHINE.test(hostname))
      watched.outside.push(request.url());
  });
  return watched;
}

/** Opens a page with a map on it and waits until the map can be used. */
export async function openMap(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await mapReady(page);
  return page;
}

export async function mapReady(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const element = document.querySelector('sit-map') as unknown as { map?: unknown } | null;
    return Boolean(element?.map);
  });
}
