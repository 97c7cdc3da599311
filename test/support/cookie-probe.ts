/** A site of its own that says which cookies a browser sends it: whether third-party ones are blocked. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

export interface CookieProbe {
  /** Sets its cookie as a first party, in a page of its own. */
  visit: (page: Page) => Promise<void>;
  /** What it gets from a page of another site that sends credentials: its cookie, or an empty string. */
  askFrom: (page: Page) => Promise<string>;
  close: () => void;
}

export async function openCookieProbe(): Promise<CookieProbe> {
  const server = createServer((request, response) => {
    response
      .writeHead(200, {
        'content-type': 'text/plain',
        // Sent to other sites too, unless the browser's owner says no.
        'set-cookie': 'probe=1; SameSite=None; Secure; Path=/',
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-credentials': 'true',
      })
      .end(request.headers.cookie ?? '');
  }).listen(0, 'localhost');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  return {
    visit: async (page) => {
      await page.goto(url);
      await page.goto(url);
      if ((await page.textContent('body')) !== 'probe=1') throw new Error('no first-party cookie');
    },
    askFrom: (page) =>
      page.evaluate(
        async (address) => (await fetch(address, { credentials: 'include' })).text(),
        url,
      ),
    close: () => server.close(),
  };
}
