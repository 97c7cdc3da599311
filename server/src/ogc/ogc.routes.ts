/** Everything under `/ogc`: the OGC APIs of features, tiles and styles. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/env.ts';
import { tileService } from '../tiles/tile.service.ts';
import { collectionsRoutes } from './collections.routes.ts';
import type { OgcContext } from './context.ts';
import { itemWritesRoutes } from './item-writes.routes.ts';
import { itemsRoutes } from './items.routes.ts';
import { landingRoutes } from './landing.routes.ts';
import { ogcUrls } from './link.ts';
import { router, unknownParameters } from './router.ts';
import { stylesRoutes } from './styles.routes.ts';
import { tilesRoutes } from './tiles.routes.ts';

export function ogcRoutes({ db, config }: Deps): OpenAPIHono<Env> {
  const context: OgcContext = { db, urls: ogcUrls(config.publicUrl), tiles: tileService(db) };
  const app = router();
  app.use(withoutTrailingSlash(config.publicUrl));
  app.use(refuseSwallowedName);
  for (const part of [
    landingRoutes,
    collectionsRoutes,
    itemsRoutes,
    itemWritesRoutes,
    tilesRoutes,
    stylesRoutes,
  ])
    app.route('/', part(context));
  return app;
}

/** Objects lose a member of this name, so that no schema would see the parameter and refuse it. */
function refuseSwallowedName(c: Context<Env>, next: Next): Promise<void> {
  if (new URL(c.req.url).searchParams.has('__proto__')) throw unknownParameters(['__proto__']);
  return next();
}

/** People and desktop GIS add a slash to the address they were given. */
function withoutTrailingSlash(publicUrl: string): MiddlewareHandler<Env> {
  return function redirect(c, next) {
    const { pathname, search } = new URL(c.req.url);
    return pathname.endsWith('/')
      ? Promise.resolve(c.redirect(`${publicUrl}${pathname.replace(/\/+$/, '')}${search}`, 308))
      : next();
  };
}
