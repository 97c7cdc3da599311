/**
 * Secrets that are needed again, as they are kept in the database: AES-256-GCM (NIST SP 800-38D), with a key
 * derived by HKDF (RFC 5869) from SIT_SECRET, or from a file of the home directory where that is not set.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';

const CIPHER = 'aes-256-gcm';
/** SP 800-38D §8.2.2: 96 random bits are good for 2³² secrets under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is sealed, for the day another cipher is needed. */
const FORMAT = 1;

/** `context` is what the secret is of: sealed for one person, it opens for no other. */
export interface SecretBox {
  seal(secret: string, context: string): Buffer;
  /** Throws {@link WrongSecret}. */
  open(sealed: Uint8Array, context: string): string;
}

export class WrongSecret extends Error {}

type SecretPlace = Pick<Config, 'secret' | 'home'>;

/** Makes the file at the first need of it. */
export async function secretBox(config: SecretPlace): Promise<SecretBox> {
  const secret = config.secret ?? (await keptSecret(config.home));
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'sit secret-box 1', 32));
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, content, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const contentFrom = 1 + NONCE_BYTES;
      const contentTo = bytes.length - TAG_BYTES;
      try {
        if (bytes[0] !== FORMAT || contentTo < contentFrom) throw new Error('not a sealed secret');
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1, contentFrom), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(contentTo));
        const content = decipher.update(bytes.subarray(contentFrom, contentTo));
        return Buffer.concat([content, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new WrongSecret(
          `SIT_SECRET (or ${FILE} in SIT_HOME) is not the one the data were written with, or they were changed`,
          { cause },
        );
      }
    },
  };
}

const FILE = 'secret';

/** Written whole under another name, then given its own: of two processes that start, one makes it. */
async function keptSecret(home: string): Promise<string> {
  const path = join(home, FILE);
  const found = await readIfThere(path);
  if (found !== null) return found;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
