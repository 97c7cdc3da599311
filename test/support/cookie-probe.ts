/** A site of its own that tells what a browser lets it keep when it is not the page's: cookies, and storage. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

export interface CookieProbe {
  /** Sets its cookie, and stores a word, as a first party, in a page of its own. */
  visit: (page: Page) => Promise<void>;
  /** What it gets from a page of another site that sends credentials: its cookie, or an empty string. */
  askFrom: (page: Page) => Promise<string>;
  /** What a frame of it, in that page, finds stored: the word, or an empty string. */
  storedFrom: (page: Page) => Promise<string>;
  close: () => void;
}

const FRAME = '/frame';
/** Where even asking is forbidden there is nothing either. */
const FRAME_PAGE = `<script>
  let word = '';
  try { word = localStorage.getItem('probe') ?? ''; } catch {}
  parent.postMessage({ probe: word }, '*');
</script>`;

export async function openCookieProbe(): Promise<CookieProbe> {
  const server = createServer((request, response) => {
    if (request.url === FRAME)
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(FRAME_PAGE);
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
      await page.evaluate(() => localStorage.setItem('probe', 'word'));
    },
    storedFrom: (page) =>
      page.evaluate(
        (address) =>
          new Promise<string>((resolve) => {
            const frame = document.createElement('iframe');
            addEventListener('message', ({ source, data }) => {
              if (source !== frame.contentWindow) return;
              frame.remove();
              resolve((data as { probe: string }).probe);
            });
            frame.src = address;
            document.body.append(frame);
          }),
        url + FRAME.slice(1),
      ),
    askFrom: (page) =>
      page.evaluate(
        async (address) => (await fetch(address, { credentials: 'include' })).text(),
        url,
      ),
    close: () => server.close(),
  };
}
