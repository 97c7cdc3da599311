/** How requests reach the server: whose they are, and the renewal of a portal's tokens (decision 14). */
import type { TokenRequest, TokenResponse } from '@sit/core/api-auth';
import type { Principal } from '@sit/core/permission';
import { ClientProblem, NetworkProblem, problemOf } from './problem.ts';
import { definite, post } from './request.ts';
import type { RequestOptions } from './request.ts';

/** Renewed so long before its end, so that no call meets an expired token. */
const AHEAD_MILLISECONDS = 60_000;
/** Not more often than this, whatever the clocks say; also after a renewal that got no answer. */
const LEAST_WAIT_MILLISECONDS = 15_000;
/** setTimeout's longest wait. */
const MOST_WAIT_MILLISECONDS = 2 ** 31 - 1;

export interface TransportOptions {
  server: string;
  fetch?: typeof globalThis.fetch | undefined;
  /** A portal's embed key (`sit_embed_…`), shown with API calls while nobody is signed in. */
  key?: string | null | undefined;
  /** Told when the server knows no session for a call that needs one: it has ended. */
  onUnauthenticated?: (() => void) | undefined;
  /** Told the principal as the server knows them at each renewal. */
  onRenewed?: ((principal: Principal) => void) | undefined;
}

/** What a portal's page holds of a sign-in: in memory only, gone with the page. */
interface Held {
  token: string;
  refreshToken: string;
}

export class Transport {
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #fetch: typeof globalThis.fetch;
  #held: Held | null = null;
  #renewal: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TransportOptions) {
    this.server = new URL(options.server, globalThis.location?.href).href.replace(/\/+$/, '');
    this.#options = options;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** The access token; null where nobody is signed in by one. */
  get token(): string | null {
    return this.#held?.token ?? null;
  }

  /** Forgets the tokens; a renewal under way ends in nothing. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#held = null;
  }

  /** The first tokens, for a code and its verifier. Throws `unauthenticated`. */
  async redeem(code: string, verifier: string): Promise<TokenResponse> {
    this.forget();
    const granted = await this.#askTokens({ grant: 'code', code, verifier });
    this.#hold(granted);
    return granted;
  }

  /**
   * The next tokens for the refresh token that is held: one renewal at a time, whoever asks meanwhile waits
   * for it. Rejects with `unauthenticated` when it is refused, and then holds none; after a NetworkProblem
   * or a failure of the server's the same refresh token is tried again.
   */
  renew(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  /** The answer, when it is one of success. Throws ClientProblem, NetworkProblem, or the signal's abort. */
  async request(path: string, init: RequestOptions): Promise<Response> {
    await this.#renewalUnderWay();
    const { token } = this;
    try {
      return await this.#send(path, init, this.#authorization(path));
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      if (token === null || this.#held === null) {
        this.#options.onUnauthenticated?.();
        throw error;
      }
      // Asleep for longer than a token lives, or renewed by another call meanwhile.
      if (token === this.token) await this.renew();
      return this.#repeat(path, init);
    }
  }

  async #repeat(path: string, init: RequestOptions): Promise<Response> {
    try {
      return await this.#send(path, init, this.#authorization(path));
    } catch (error) {
      if (isUnauthenticated(error)) this.#ended();
      throw error;
    }
  }

  /** A renewal that fails says so to who started it; the call goes on and meets the failure itself. */
  async #renewalUnderWay(): Promise<void> {
    await this.#renewal?.catch(() => {});
  }

  async #renew(): Promise<void> {
    const held = this.#held;
    if (!held) return;
    clearTimeout(this.#timer);
    try {
      const { refreshToken } = held;
      const granted = await this.#askTokens({ grant: 'refresh', refreshToken });
      // Signed out, or somebody else signed in, while the answer was on its way.
      if (this.#held !== held) return;
      this.#hold(granted);
      this.#options.onRenewed?.(granted.principal);
    } catch (error) {
      if (this.#held === held) {
        if (isRefused(error)) this.#ended();
        else this.#renewIn(LEAST_WAIT_MILLISECONDS);
      }
      throw error;
    }
  }

  #ended(): void {
    this.forget();
    this.#options.onUnauthenticated?.();
  }

  #hold({ token, refreshToken, expiresAt }: TokenResponse): void {
    this.#held = { token, refreshToken };
    this.#renewIn(Date.parse(expiresAt) - Date.now() - AHEAD_MILLISECONDS);
  }

  #renewIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    const wait = Math.min(Math.max(milliseconds, LEAST_WAIT_MILLISECONDS), MOST_WAIT_MILLISECONDS);
    // What a failed renewal means is told above; nobody waits for this one.
    this.#timer = setTimeout(() => void this.renew().catch(() => {}), wait);
    // A program that has nothing else to do need not stay for it.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Without any credential: the code or refresh token is one, bound to the page's origin. */
  async #askTokens(request: TokenRequest): Promise<TokenResponse> {
    const response = await this.#send('/api/auth/token', post(request), null);
    return (await response.json()) as TokenResponse;
  }

  /**
   * A signed-in person's token, else the embed key. The key is for another site's pages (ours have the
   * cookie) and no part of signing in. Tiles carry none: each would cost a preflight, and they are public.
   */
  #authorization(path: string): string | null {
    if (this.token !== null) return this.token;
    const foreign = new URL(this.server).origin !== globalThis.location?.origin;
    return foreign && !path.startsWith('/api/auth/') ? (this.#options.key ?? null) : null;
  }

  async #send(path: string, init: RequestOptions, bearer: string | null): Promise<Response> {
    const url = `${this.server}${path}`;
    const headers = new Headers(init.headers);
    if (!headers.has('accept'))
      headers.set('accept', 'application/geo+json, application/json;q=0.9');
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    let response: Response;
    try {
      // Cookies go to the server's own pages only: third-party cookies are never relied on.
      response = await this.#fetch(url, { ...definite(init), headers, credentials: 'same-origin' });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new NetworkProblem(url, cause);
    }
    if (response.ok) return response;
    throw await problemOf(response);
  }
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof ClientProblem && error.code === 'unauthenticated';
}

/** For good; a server that is busy, restarting or behind a failing proxy will know the token again. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ClientProblem)) return false;
  const { status } = error.problem;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
