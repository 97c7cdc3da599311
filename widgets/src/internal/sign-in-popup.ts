/** Signing in from a portal of another origin: a window of the SIT's own, that hands back a token. */
import type { EmbedToken } from '@sit/client/client';

const FEATURES = 'popup,width=460,height=640';
/** A window says by nothing but this that somebody has closed it. */
const CLOSED_CHECK_MILLISECONDS = 400;

/** The browser let no window be opened: it does so only straight after a click or a key. */
export class PopupBlockedError extends Error {
  constructor() {
    super('The browser blocked the sign-in window');
    this.name = 'PopupBlockedError';
  }
}

/**
 * Opens `{server}/sign-in` and waits for its message; null when the window is closed without one.
 * Only messages of the server's origin, from that very window, with our random state are heard.
 */
export function signInByPopup(server: string): Promise<EmbedToken | null> {
  const state = randomState();
  const url = new URL(`${server}/sign-in`);
  url.search = new URLSearchParams({ origin: location.origin, state }).toString();
  const popup = window.open(url, '_blank', FEATURES);
  if (!popup) return Promise.reject(new PopupBlockedError());
  return new Promise((resolve) => {
    const finish = (token: EmbedToken | null): void => {
      clearInterval(watch);
      removeEventListener('message', listen);
      resolve(token);
    };
    const listen = (event: MessageEvent): void => {
      if (event.origin !== url.origin || event.source !== popup) return;
      const message = event.data as Partial<EmbedToken & { type: string; state: string }> | null;
      if (message?.type !== 'sit-token' || message.state !== state) return;
      const { token, expiresAt, principal } = message;
      finish(token && expiresAt && principal ? { token, expiresAt, principal } : null);
    };
    const watch = setInterval(() => popup.closed && finish(null), CLOSED_CHECK_MILLISECONDS);
    addEventListener('message', listen);
  });
}

/** 128 random bits. Not `crypto.randomUUID`, which pages served by plain HTTP do not have. */
function randomState(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
