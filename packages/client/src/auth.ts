/** Typed calls to `/api/auth`: signing in and out, from `SitClient.auth`. */
import type {
  LinkResponse,
  PortalCodeResponse,
  SessionResponse,
  SignInMethodsResponse,
  SignInResponse,
  SignOutResponse,
} from '@sit/core/api-auth';
import type { Principal } from '@sit/core/permission';
import { ClientProblem } from './problem.ts';
import { Calls, type Send } from './send.ts';
import type { Transport } from './transport.ts';

export class AuthCalls extends Calls {
  readonly #transport: Transport;

  constructor(send: Send, transport: Transport) {
    super(send);
    this.#transport = transport;
  }

  session(signal?: AbortSignal): Promise<SessionResponse> {
    return this.send('GET', '/api/auth/session', { signal });
  }

  methods(signal?: AbortSignal): Promise<SignInMethodsResponse> {
    return this.send('GET', '/api/auth/methods', { signal });
  }

  /**
   * Sets the session cookie; only from a page of the server's own origin. Throws `wrong-credentials`,
   * `second-factor-required` where `code` is needed (an authenticator's or a recovery code), `too-many-requests`.
   */
  async signIn(email: string, password: string, code?: string): Promise<Principal> {
    const body = { email, password, ...(code === undefined ? {} : { code }) };
    return (await this.send<SignInResponse>('POST', '/api/auth/sign-in', { body })).principal;
  }

  /**
   * Ends the session and every token of it. The URL is where the browser goes to leave the outside provider
   * too; null where there is none. A session that has ended already is signed out of.
   */
  async signOut(): Promise<string | null> {
    try {
      const answer = await this.send<SignOutResponse>('POST', '/api/auth/sign-out', { body: {} });
      return answer.endSessionUrl ?? null;
    } catch (error) {
      if (error instanceof ClientProblem && error.code === 'unauthenticated') return null;
      throw error;
    } finally {
      this.#transport.forget();
    }
  }

  /** A code for a registered portal's page, asked for by the sign-in window with its cookie (RFC 7636). */
  portalCode(origin: string, challenge: string): Promise<PortalCodeResponse> {
    return this.send('POST', '/api/auth/portal-code', { body: { origin, challenge } });
  }

  /** On the portal's page: from now on calls are this person's. Throws `unauthenticated`. */
  async redeem(code: string, verifier: string): Promise<Principal> {
    return (await this.#transport.redeem(code, verifier)).principal;
  }

  /** Asks for the tokens' renewal now; what the client does by itself before they end. */
  refresh(): Promise<void> {
    return this.#transport.renew();
  }

  /** The same answer whether the address is somebody's or not. */
  async requestReset(email: string): Promise<void> {
    await this.send('POST', '/api/auth/reset', { body: { email } });
  }

  /** Whose invitation or reset this is. Throws `link-expired`. */
  link(token: string): Promise<LinkResponse> {
    return this.send('POST', '/api/auth/link', { body: { token } });
  }

  /** Throws `link-expired`, `weak-password`. */
  async setLinkPassword(token: string, password: string): Promise<void> {
    await this.send('POST', '/api/auth/link/password', { body: { token, password } });
  }
}
