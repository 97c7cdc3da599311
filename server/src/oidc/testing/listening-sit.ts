/** SIT on a real socket, with its own address as the public one. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { createApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Env } from '../../http/env.ts';
import type { TestServer } from '../../testing/harness.ts';
import { CLIENT } from './real-provider.ts';

export interface ListeningSit {
  url: string;
  /** From now on with this provider and these rules, as SIT_OIDC_ROLES has them. */
  use: (issuer: string, roles: string, more?: { publicUrl?: string; acr?: string }) => void;
  stop: () => Promise<void>;
}

export async function listen({ deps }: TestServer): Promise<ListeningSit> {
  let app: Hono<Env>;
  const listening = serve({
    fetch: (request, bindings) => app.fetch(request, bindings),
    hostname: '127.0.0.1',
    port: 0,
  });
  await once(listening, 'listening');
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const configured = (more: Record<string, string>): Hono<Env> => {
    const config = readConfig(
      { SIT_HOME: deps.config.home, SIT_PUBLIC_URL: url, ...more },
      deps.config.home,
    );
    return createApp({ ...deps, config });
  };
  app = configured({});
  return {
    url,
    use: (issuer, roles, { publicUrl = url, acr = '' } = {}) => {
      app = configured({
        SIT_PUBLIC_URL: publicUrl,
        SIT_OIDC_ISSUER: issuer,
        SIT_OIDC_CLIENT_ID: CLIENT.id,
        SIT_OIDC_CLIENT_SECRET: CLIENT.secret,
        SIT_OIDC_NAME: 'SPID o CIE',
        SIT_OIDC_SCOPE: 'openid profile',
        SIT_OIDC_ROLES: roles,
        SIT_OIDC_ACR: acr,
      });
    },
    stop: () => new Promise((resolve) => listening.close(() => resolve())),
  };
}
