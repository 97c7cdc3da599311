/** The system's Chromium, and a page that remembers what went wrong in it. */
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../packages/tooling/chromium.mjs';

const SLOW_MACHINE_MILLISECONDS = 60_000;

export interface Watched {
  context: BrowserContext;
  /** Errors in the console and uncaught ones, of every page of the context. */
  errors: string[];
  /** Requests to anything but this machine. */
  outside: string[];
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium is not installed here');
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

/** A person's browser of their own: no cookies shared with another's. */
export async function openContext(browser: Browser): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'it-IT',
  });
  context.setDefaultTimeout(SLOW_MACHINE_MILLISECONDS);
  const watched: Watched = { context, errors: [], outside: [] };
  context.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(message.text());
  });
  context.on('weberror', (error) => watched.errors.push(String(error.error())));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== 'localhost')
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
