/** Webhooks' signing secrets as they are kept: sealed (ASVS V13.3.1), in a column that held them in clear before. */
import type { SecretBox } from '../secrets/secret-box.ts';

const SEALED = 'sealed:';

export function sealSecret(box: SecretBox, webhook: string, secret: string): string {
  return SEALED + box.seal(secret, contextOf(webhook)).toString('base64');
}

/** Of a secret in clear, itself: what an older server has written. Throws WrongSecret. */
export function openSecret(box: SecretBox, webhook: string, kept: string): string {
  return isSealed(kept)
    ? box.open(Buffer.from(kept.slice(SEALED.length), 'base64'), contextOf(webhook))
    : kept;
}

export function isSealed(kept: string): boolean {
  return kept.startsWith(SEALED);
}

/** Sealed for one webhook, it opens for no other. */
function contextOf(webhook: string): string {
  return `webhook ${webhook}`;
}
