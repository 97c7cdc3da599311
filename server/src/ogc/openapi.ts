/** `/openapi.json`: OpenAPI 3.1, generated from the schemas that validate. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { Env } from '../http/env.ts';
import { registerApiPaths } from './api-paths.ts';
import { sendDocument } from './context.ts';
import { MEDIA } from './link.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';

/** A router and where the application mounts it. */
export interface MountedPart {
  prefix: string;
  app: Hono<Env>;
}

/** Describes those of `parts` that know their own schemas, and the plain paths of `/api`. */
export function openApiDocument(
  parts: readonly MountedPart[],
  publicUrl: string,
): Record<string, unknown> {
  const whole = new OpenAPIHono<Env>();
  for (const { prefix, app } of parts) whole.route(prefix, app);
  registerApiPaths(whole.openAPIRegistry);
  return whole.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'SIT',
      version: '1',
      description:
        'Sistema informativo territoriale di un’unione di comuni. Under `/ogc`: OGC API Features, Tiles and Styles. ' +
        'Under `/api`: catalogue, change sets, imports, identity. Refusals are RFC 9457 problems with a stable `code`.',
      license: { name: 'EUPL-1.2' },
    },
    servers: [{ url: publicUrl }],
  }) as unknown as Record<string, unknown>;
}

export function openApiRoutes(parts: readonly MountedPart[], publicUrl: string): OpenAPIHono<Env> {
  let text: string | undefined;
  const app = router();
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openApiDocument(parts, publicUrl));
    return sendDocument(c, { f: 'json', mediaType: MEDIA.openapi }, text);
  });
  onlyMethods(app, '/openapi.json', READ_ONLY);
  return app;
}
