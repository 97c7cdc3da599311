/** Who is signed in on a map: by cookie in the server's own pages, by a token in memory elsewhere. */
import type { SitClient } from '@sit/client/client';
import type { Principal } from '@sit/core/permission';
import type { SessionChangeReason } from '../events/sit-session-change.ts';
import { signInByPopup } from './sign-in-popup.ts';

/** setTimeout's longest wait. */
const MAX_TIMEOUT_MILLISECONDS = 2 ** 31 - 1;

export class Session {
  readonly #client: SitClient;
  readonly #changed: (reason: SessionChangeReason) => void;
  #principal: Principal | null = null;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(client: SitClient, changed: (reason: SessionChangeReason) => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get principal(): Principal | null {
    return this.#principal;
  }

  /** The page is of the server's own origin: cookies work, and a form may ask for the password. */
  get sameOrigin(): boolean {
    return new URL(this.#client.server).origin === location.origin;
  }

  /** Takes up the session of the cookie, where there is one. */
  async restore(): Promise<void> {
    if (!this.sameOrigin) return;
    const principal = await this.#client.session();
    if (principal) this.#become(principal, 'signed-in');
  }

  async signInWithPassword(email: string, password: string): Promise<Principal> {
    const principal = await this.#client.signIn(email, password);
    this.#become(principal, 'signed-in');
    return principal;
  }

  /** Null when the window was closed before the end; throws `PopupBlockedError`. */
  async signInWithPopup(): Promise<Principal | null> {
    const granted = await signInByPopup(this.#client.server);
    if (!granted) return null;
    if (!this.sameOrigin) {
      this.#client.setToken(granted.token);
      this.#expireAt(new Date(granted.expiresAt));
    }
    this.#become(granted.principal, 'signed-in');
    return granted.principal;
  }

  /** Throws where the server cannot be told and its cookie remains; a token is forgotten all the same. */
  async signOut(): Promise<void> {
    await this.#client.signOut().catch((error: unknown) => {
      if (this.sameOrigin) throw error;
      this.#client.setToken(null);
    });
    this.#become(null, 'signed-out');
  }

  /** The server knows the session no more. */
  expire(): void {
    this.#client.setToken(null);
    if (this.#principal) this.#become(null, 'expired');
  }

  /** Forgets without telling anybody: the map is being taken away. */
  dispose(): void {
    clearTimeout(this.#expiry);
  }

  #expireAt(instant: Date): void {
    clearTimeout(this.#expiry);
    const wait = Math.min(instant.valueOf() - Date.now(), MAX_TIMEOUT_MILLISECONDS);
    this.#expiry = setTimeout(() => this.expire(), Math.max(0, wait));
  }

  #become(principal: Principal | null, reason: SessionChangeReason): void {
    if (principal === null) clearTimeout(this.#expiry);
    this.#principal = principal;
    this.#changed(reason);
  }
}
