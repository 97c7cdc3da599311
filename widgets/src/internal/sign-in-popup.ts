/**
 * Signing in from a portal of another origin: a window of the SIT's own, that hands back a code. Only this
 * page can turn it into tokens, by the verifier that it never shows before (PKCE, RFC 7636, S256).
 */
import { base64url, sha256Challenge } from './pkce.ts';

const FEATURES = 'popup,width=460,height=680';
/** A window says by nothing but this that somebody has closed it. */
const CLOSED_CHECK_MILLISECONDS = 400;

/** The browser let no window be opened: it does so only straight after a click or a key. */
export class PopupBlockedError extends Error {
  constructor() {
    super('The browser blocked the sign-in window');
    this.name = 'PopupBlockedError';
  }
}

/** The portal's page came by plain HTTP, where nobody's sign-in would be safe. */
export class InsecurePageError extends Error {
  constructor() {
    super('Signing in needs a page served by https');
    this.name = 'InsecurePageError';
  }
}

/** What the tokens are asked for with. */
interface PortalGrant {
  code: string;
  verifier: string;
  /** Their roles wait for a second factor. */
  missing: boolean;
}

interface Message {
  type: string;
  state: string;
  code: string;
  missing: boolean;
}

/**
 * Opens `{server}/sign-in` and waits for its message; null when the window is closed without one.
 * Only messages of the server's origin, from that very window, with our random state are heard.
 */
export async function codeByPopup(server: string): Promise<PortalGrant | null> {
  if (!isSecureContext) throw new InsecurePageError();
  // Opened before anything is waited for: browsers let a click open a window only at once.
  const popup = window.open('', '_blank', FEATURES);
  if (!popup) throw new PopupBlockedError();
  const [state, verifier] = [base64url(randomBytes()), base64url(randomBytes())];
  const url = new URL(`${server}/sign-in`);
  const challenge = await sha256Challenge(verifier);
  url.search = new URLSearchParams({ origin: location.origin, state, challenge }).toString();
  popup.location.replace(url);
  return new Promise((resolve) => {
    const finish = (code: string | null, missing = false): void => {
      clearInterval(watch);
      removeEventListener('message', listen);
      resolve(code === null ? null : { code, verifier, missing });
    };
    const listen = (event: MessageEvent): void => {
      if (event.origin !== url.origin || event.source !== popup) return;
      const message = event.data as Partial<Message> | null;
      if (message?.type !== 'sit-code' || message.state !== state) return;
      finish(typeof message.code === 'string' ? message.code : null, message.missing === true);
    };
    const watch = setInterval(() => popup.closed && finish(null), CLOSED_CHECK_MILLISECONDS);
    addEventListener('message', listen);
  });
}

/** RFC 7636 §4.1 asks for 256 bits. */
function randomBytes(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}
