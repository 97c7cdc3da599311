/** A real OpenID Provider on a loopback port, whose sign-in page lets in whoever the test says. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import type { LoginContext } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

export const CLIENT = { id: 'sit', secret: 'a secret of the client, for tests only' };

/** Levels of SPID, as brokers name them. */
export const STRENGTHS = ['https://www.spid.gov.it/SpidL1', 'https://www.spid.gov.it/SpidL2'];

export interface RealProvider {
  issuer: string;
  /** Claims by account; the account is the `sub`. */
  accounts: Record<string, Record<string, unknown>>;
  /** Who signs in; null declines. */
  person: string | null;
  /** How strongly: one of {@link STRENGTHS}, or not said. */
  acr: string | undefined;
  /** Ends the server and starts it at the same address with new keys. */
  rotateKeys: () => Promise<void>;
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

/** `sitUrl` is where SIT is reached. Wants PKCE of its client, and tells it of sessions that end. */
export async function startRealProvider(
  sitUrl: string,
  accounts: RealProvider['accounts'],
): Promise<RealProvider> {
  let provider: Provider;
  // Its sessions outlive its keys.
  const adapter = createMemoryAdapter();
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
    await provider.interactionFinished(
      request,
      response,
      self.person === null
        ? { error: 'access_denied' }
        : {
            login: { accountId: self.person, ...(self.acr === undefined ? {} : { acr: self.acr }) },
          },
    );
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const self: RealProvider = {
    issuer: `http://127.0.0.1:${port}`,
    accounts,
    person: null,
    acr: undefined,
    async rotateKeys() {
      await self.stop();
      provider = await makeProvider(self, sitUrl, adapter);
      await self.start();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async start() {
      await listen(port);
    },
  };
  provider = await makeProvider(self, sitUrl, adapter);
  return self;
}

async function makeProvider(
  { issuer, accounts }: RealProvider,
  sitUrl: string,
  adapter: unknown,
): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' };
  const names = Object.values(accounts).flatMap((claims) => Object.keys(claims));
  return new Provider(issuer, {
    adapter,
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${sitUrl}/api/auth/oidc/callback`],
        post_logout_redirect_uris: [`${sitUrl}/`],
        backchannel_logout_uri: `${sitUrl}/api/auth/oidc/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['of the test'] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile'],
    acrValues: STRENGTHS,
    claims: { openid: ['sub'], profile: [...new Set(names)] },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts[id] }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    loadExistingGrant,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: LoginContext, form: string) => {
          context.body = form;
        },
        postLogoutSuccessSource: (context: LoginContext) => {
          context.body = 'signed out';
        },
      },
    },
    // Its own fetch keeps to addresses outside; SIT is inside here.
    fetch: (url: string, { method, headers, body, redirect, signal }: RequestInit) =>
      fetch(url, { method, headers, body, redirect, signal } as RequestInit),
  });
}

/** Nobody is asked whether SIT may know who they are. */
async function loadExistingGrant({ oidc }: LoginContext): Promise<unknown> {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client.clientId,
    accountId: oidc.session.accountId,
  });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}
