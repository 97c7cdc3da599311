/** `/api/imports` as the application mounts it, for a caller the test names. */
import { setTimeout } from 'node:timers/promises';
import type { Caller } from '@sit/core/permission';
import { Hono } from 'hono';
import type { Env } from '../../http/env.ts';
import { problemHandler } from '../../http/problem.ts';
import { actingAs } from '../../testing/acting-as.ts';
import type { TestServer } from '../../testing/harness.ts';
import { importRoutes } from '../import.routes.ts';
import type { ImportReport } from '../import.ts';

export interface ImportApi {
  app: Hono<Env>;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Uploads, and waits for the import to end. */
  upload(query: string, body: Uint8Array<ArrayBuffer> | string): Promise<ImportReport>;
}

export function importApi(
  { deps }: TestServer,
  caller: Caller,
  options?: { maxUploadBytes: number },
): ImportApi {
  const app = new Hono<Env>();
  app.onError(problemHandler(deps.log));
  app.use(actingAs(() => caller));
  app.route('/api', importRoutes(deps, options));
  const request = async (path: string, init?: RequestInit): Promise<Response> =>
    app.request(`/api${path}`, init);
  return {
    app,
    request,
    upload: async (query, body) => {
      const started = await request(`/imports?${query}`, {
        method: 'POST',
        body: body,
      });
      if (started.status !== 202) throw new Error(`${started.status} ${await started.text()}`);
      for (;;) {
        const report = (await (
          await request(started.headers.get('Location')!.slice('/api'.length))
        ).json()) as ImportReport;
        if (!['waiting', 'reading', 'writing'].includes(report.state)) return report;
        await setTimeout(20);
      }
    },
  };
}
