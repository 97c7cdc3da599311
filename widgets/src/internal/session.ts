/** Who is signed in on a map: by cookie in the server's own pages, by tokens in memory elsewhere. */
import type { SitClient } from '@sit/client/client';
import type { SessionResponse } from '@sit/core/api-auth';
import type { Principal } from '@sit/core/permission';
import type { SessionChangeReason } from '../events/sit-session-change.ts';
import { codeByPopup } from './sign-in-popup.ts';

type SecondFactor = SessionResponse['secondFactor'];

export class Session {
  readonly #client: SitClient;
  readonly #changed: (reason: SessionChangeReason) => void;
  #principal: Principal | null = null;
  #secondFactor: SecondFactor = null;

  constructor(client: SitClient, changed: (reason: SessionChangeReason) => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get principal(): Principal | null {
    return this.#principal;
  }

  /** `missing`: their roles do not hold until they set it up. Null where it is not known. */
  get secondFactor(): SecondFactor {
    return this.#secondFactor;
  }

  /** The page is of the server's own origin: cookies work, and a form may ask for the password. */
  get sameOrigin(): boolean {
    return new URL(this.#client.server).origin === location.origin;
  }

  /** Takes up the session of the cookie, where there is one. */
  async restore(): Promise<void> {
    if (!this.sameOrigin) return;
    const { principal, secondFactor } = await this.#client.auth.session();
    if (principal) this.#become(principal, 'signed-in', secondFactor);
  }

  /** `code` after a refusal `second-factor-required`. */
  async signInWithPassword(email: string, password: string, code?: string): Promise<Principal> {
    const signedIn = await this.#client.auth.signIn(email, password, code);
    // Roles wait for a second factor that is missing: the session knows.
    const { principal, secondFactor } = await this.#client.auth
      .session()
      .catch(() => ({ principal: signedIn, secondFactor: null }));
    this.#become(principal ?? signedIn, 'signed-in', secondFactor);
    return principal ?? signedIn;
  }

  /** Null when the window was closed before the end; throws `PopupBlockedError`, `InsecurePageError`. */
  async signInWithPopup(): Promise<Principal | null> {
    const grant = await codeByPopup(this.#client.server);
    if (!grant) return null;
    const principal = await this.#client.auth.redeem(grant.code, grant.verifier);
    this.#become(principal, 'signed-in', grant.missing ? 'missing' : null);
    return principal;
  }

  /**
   * Throws where the server cannot be told and its cookie remains; a token is forgotten all the same. On our
   * own pages the browser goes on to leave the outside provider too, where there is one.
   */
  async signOut(): Promise<void> {
    const endSessionUrl = await this.#client.auth.signOut().catch((error: unknown) => {
      if (this.sameOrigin) throw error;
      return null;
    });
    this.#become(null, 'signed-out');
    if (endSessionUrl !== null && this.sameOrigin) location.assign(endSessionUrl);
  }

  /** Tokens were renewed: the principal as the server knows them now, whose roles may have changed. */
  renewed(principal: Principal): void {
    const same = JSON.stringify(principal.grants) === JSON.stringify(this.#principal?.grants);
    if (same) this.#principal = principal;
    else this.#become(principal, 'signed-in');
  }

  /** The server knows the session no more. */
  expire(): void {
    this.#client.forget();
    if (this.#principal) this.#become(null, 'expired');
  }

  /** Forgets without telling anybody: the map is being taken away. */
  dispose(): void {
    this.#client.forget();
  }

  #become(
    principal: Principal | null,
    reason: SessionChangeReason,
    secondFactor: SecondFactor = null,
  ): void {
    this.#principal = principal;
    this.#secondFactor = secondFactor;
    this.#changed(reason);
  }
}
