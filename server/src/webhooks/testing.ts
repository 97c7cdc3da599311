/** A webhook's receiver on a real socket. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ChangeEvent } from '@sit/core/change-event';

export interface Delivered {
  headers: IncomingHttpHeaders;
  body: string;
  changes: ChangeEvent[];
}

/** Status of an answer, with a place to redirect to; null for none at all. */
type Answer = number | { status: number; location: string } | null;

export interface Receiver {
  url: string;
  delivered: Delivered[];
  /** Most deliveries that were under way at once. */
  mostAtOnce: () => number;
  /** Resolves once `enough`. */
  until: (enough: (delivered: Delivered[]) => boolean) => Promise<void>;
  stop: () => Promise<void>;
}

/** Answers the nth delivery by the nth of `answers`, then by 204. */
export async function startReceiver(answers: Answer[] = []): Promise<Receiver> {
  const delivered: Delivered[] = [];
  let look = (): void => {};
  let now = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++now);
    const body = await text(request);
    const { data } = JSON.parse(body) as { data: { changes: ChangeEvent[] } };
    const answer = delivered.length < answers.length ? answers[delivered.length]! : 204;
    delivered.push({ headers: request.headers, body, changes: data.changes });
    // Long enough for another delivery to run into this one.
    await new Promise((later) => setTimeout(later, 20));
    now--;
    look();
    if (answer === null) return;
    if (typeof answer === 'number') response.writeHead(answer);
    else response.writeHead(answer.status, { Location: answer.location });
    response.end();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/hook`,
    delivered,
    mostAtOnce: () => most,
    until: (enough) =>
      new Promise((resolve) => {
        look = () => enough(delivered) && resolve();
        look();
      }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
