/** `/openapi.json`: OpenAPI 3.1, generated from the schemas that validate. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { ACCESS, ACCESS_EXTENSION } from '../http/access.ts';
import type { Access, GuardedOperation } from '../http/access.ts';
import type { Env } from '../http/env.ts';
import { registerApiPaths } from './api-paths.ts';
import { sendDocument } from './context.ts';
import { MEDIA } from './link.ts';
import { READ_ONLY, onlyMethods, router } from './router.ts';
import { SECURITY, SECURITY_SCHEMES } from './security.ts';

/** A router and where the application mounts it. */
export interface MountedPart {
  prefix: string;
  app: Hono<Env>;
}

/** Those of `parts` that know their own schemas, and the plain paths of `/api`, with who may ask. */
export function describedOperations(parts: readonly MountedPart[]): GuardedOperation[] {
  return describe(parts).openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return [];
    const { method, path, [ACCESS_EXTENSION]: access } = definition.route;
    if (!ACCESS.includes(access as Access))
      throw new Error(`${method} ${path}: the operation does not declare ${ACCESS_EXTENSION}`);
    return [{ method, path, access: access as Access }];
  });
}

/** The same as a document. */
export function openApiDocument(
  parts: readonly MountedPart[],
  publicUrl: string,
): Record<string, unknown> {
  const whole = describe(parts);
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES))
    whole.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  const document = whole.getOpenAPI31Document({
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
  });
  for (const item of Object.values(document.paths ?? {}))
    for (const operation of Object.values(item) as { security?: unknown }[])
      operation.security =
        SECURITY[(operation as Record<string, unknown>)[ACCESS_EXTENSION] as Access];
  return document as unknown as Record<string, unknown>;
}

function describe(parts: readonly MountedPart[]): OpenAPIHono<Env> {
  const whole = new OpenAPIHono<Env>();
  for (const { prefix, app } of parts) whole.route(prefix, app);
  registerApiPaths(whole.openAPIRegistry);
  return whole;
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
