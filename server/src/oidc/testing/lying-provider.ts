/** A provider that speaks the protocol and lies where the test says: on a real socket, with a real key. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';
import { CLIENT } from './real-provider.ts';

export interface Token {
  header: { alg: string; kid?: string; typ?: string };
  claims: JWTPayload;
}

export interface LyingProvider {
  issuer: string;
  /** Its published key, as text: what an HMAC could be made with by anybody. */
  publicKey: string;
  /** Signs as its own key would, or as another, or by a secret, or not at all. */
  sign: (token: Token, by?: 'own' | 'foreign' | 'none' | { secret: string }) => Promise<string>;
  /** A good ID token's content. */
  honest: (nonce?: string) => Token;
  /** Makes the ID token of the next sign-in out of the honest one. */
  idToken: (honest: Token) => Promise<string>;
  /** Changes to its metadata. */
  metadata: Record<string, unknown>;
  /** What the token endpoint was sent. */
  exchanged: URLSearchParams[];
  stop: () => Promise<void>;
}

export const now = (): number => Math.floor(Date.now() / 1000);

export async function startLyingProvider(): Promise<LyingProvider> {
  const own = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(own.publicKey)), use: 'sig', kid: 'own' };
  let nonce = '';

  const answers: Record<string, (url: URL, body: string) => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer: self.issuer,
      authorization_endpoint: `${self.issuer}/authorize`,
      token_endpoint: `${self.issuer}/token`,
      jwks_uri: `${self.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...self.metadata,
    }),
    '/keys': () => ({ keys: [jwk] }),
    '/userinfo': () => ({ sub: 'another', gruppi: ['tecnici'] }),
    '/authorize': (url) => {
      nonce = url.searchParams.get('nonce')!;
      const back = new URL(url.searchParams.get('redirect_uri')!);
      back.searchParams.set('code', 'a-code');
      back.searchParams.set('state', url.searchParams.get('state')!);
      return back;
    },
    '/token': async (_url, body) => {
      self.exchanged.push(new URLSearchParams(body));
      return {
        access_token: 'an-access-token',
        token_type: 'Bearer',
        expires_in: 60,
        id_token: await self.idToken(self.honest(nonce)),
      };
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, self.issuer);
    const answer = await answers[url.pathname]?.(url, await text(request));
    if (answer instanceof URL) response.writeHead(302, { Location: answer.href }).end();
    else
      response
        .writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' })
        .end(JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const self: LyingProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicKey: await exportSPKI(own.publicKey),
    metadata: {},
    exchanged: [],
    async sign({ header, claims }, by = 'own') {
      if (by === 'none') return `${part(header)}.${part(claims)}.`;
      const key =
        typeof by === 'object'
          ? new TextEncoder().encode(by.secret)
          : by === 'own'
            ? own.privateKey
            : foreign.privateKey;
      return new SignJWT(claims).setProtectedHeader(header).sign(key);
    },
    honest: (sent) => ({
      header: { alg: 'RS256', kid: 'own' },
      claims: {
        iss: self.issuer,
        aud: CLIENT.id,
        sub: 'somebody',
        iat: now(),
        exp: now() + 60,
        name: 'Somebody',
        gruppi: ['tecnici'],
        ...(sent === undefined ? {} : { nonce: sent }),
      },
    }),
    idToken: (honest) => self.sign(honest),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
