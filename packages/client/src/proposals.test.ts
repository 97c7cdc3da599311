import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProposalDetail } from '@sit/core/api-proposal';
import { afterEach, describe, expect, it } from 'vitest';
import { SitClient } from './client.ts';

const known = { id: '6f9d2c1e-6a3b-4c55-9a57-1f3c2b7d8e90', revision: 4 };
const at = `/api/proposals/${known.id}`;

interface Asked {
  request: string;
  ifMatch: string | undefined;
  body: unknown;
}

let server: Server | undefined;
afterEach(() => new Promise((closed) => (server ? server.close(closed) : closed(undefined))));

/** A client of a server that answers everything with `answer`, and what that server was asked. */
async function clientOf(answer: object): Promise<{ client: SitClient; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    asked.push({
      request: `${request.method} ${request.url}`,
      ifMatch: request.headers['if-match'],
      body: text === '' ? null : JSON.parse(text),
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server!.listen(0, 'localhost', listening));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { client: new SitClient({ server: url }), asked };
}

describe('proposals', () => {
  it('are asked for by what is set, page by page', async () => {
    const { client, asked } = await clientOf({ proposals: [], next: null });
    await client.proposals.list();
    await client.proposals.list({ state: 'in-review', reviewer: 'me', limit: 20, token: 'abc' });
    await client.proposals.comments(known.id, { token: null });
    expect(asked.map(({ request }) => request)).toEqual([
      'GET /api/proposals',
      'GET /api/proposals?state=in-review&reviewer=me&limit=20&token=abc',
      `GET ${at}/comments`,
    ]);
  });

  it('are changed from the revision that is known, each step with what it needs', async () => {
    const { client, asked } = await clientOf({ ...known, report: null } as Partial<ProposalDetail>);
    const { proposals } = client;
    const deletion = { operation: 'delete', layer: 'zoning', fid: 7, baseVersion: 3 } as const;
    await proposals.addEdits(known, [deletion]);
    await proposals.replaceEdit(known, 12, deletion);
    await proposals.removeEdit(known, 12);
    await proposals.submit(known);
    await proposals.return(known);
    await proposals.reject(known, 'Manca il parere');
    await proposals.publish(known, known.id);
    expect(new Set(asked.map(({ ifMatch }) => ifMatch))).toEqual(
      new Set([`"proposal.${known.id}.4"`]),
    );
    expect(asked.map(({ request, body }) => [request, body])).toEqual([
      [`POST ${at}/edits`, { operations: [deletion] }],
      [`PUT ${at}/edits/12`, { operation: deletion }],
      [`DELETE ${at}/edits/12`, null],
      [`POST ${at}/submit`, null],
      [`POST ${at}/return`, {}],
      [`POST ${at}/reject`, { reason: 'Manca il parere' }],
      [`POST ${at}/publish`, { changeSet: known.id }],
    ]);
  });

  it('are opened and commented once: their ids are the client’s', async () => {
    const { client, asked } = await clientOf(known);
    const proposal = { id: known.id, municipality: 'C096', title: 'Variante' };
    await client.proposals.create(proposal);
    await client.proposals.comment(known.id, { id: known.id, text: 'Visto' });
    expect(asked).toEqual([
      { request: 'POST /api/proposals', ifMatch: undefined, body: proposal },
      {
        request: `POST ${at}/comments`,
        ifMatch: undefined,
        body: { id: known.id, text: 'Visto' },
      },
    ]);
  });

  it('are previewed among the items', async () => {
    const { client, asked } = await clientOf({ features: [] });
    await client.items('zoning', { proposal: known.id, limit: 5 });
    expect(asked[0]!.request).toBe(
      `GET /ogc/collections/zoning/items?limit=5&proposal=${known.id}`,
    );
  });
});
