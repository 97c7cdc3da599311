/** Settings from the environment, read once and frozen. */
import { resolve } from 'node:path';

export interface Config {
  host: string;
  port: number;
  /** Directory of the embedded database and of uploaded files. */
  home: string;
  /** PostgreSQL connection URL; null runs the embedded database. */
  databaseUrl: string | null;
  /** Origin under which people reach this server, without trailing slash. */
  publicUrl: string;
  /** Webhooks may be sent to the server's own network, and in clear. */
  webhooksInside: boolean;
}

export class ConfigError extends Error {}

/** Throws {@link ConfigError} naming the variable and its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const host = env['SIT_HOST'] || 'localhost';
  const port = readPort(env['SIT_PORT'] || '8080');
  return Object.freeze({
    host,
    port,
    home: resolve(cwd, env['SIT_HOME'] || '.sit'),
    databaseUrl: readDatabaseUrl(env['SIT_DATABASE_URL']),
    webhooksInside: env['SIT_WEBHOOKS_INSIDE'] === 'yes',
    publicUrl: readPublicUrl(env['SIT_PUBLIC_URL'] || `http://${urlHost(host)}:${port}`),
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new ConfigError(`SIT_PORT: «${text}» non è una porta (0-65535).`);
  return port;
}

function readDatabaseUrl(text: string | undefined): string | null {
  if (!text) return null;
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new ConfigError('SIT_DATABASE_URL: deve cominciare con postgres:// o postgresql://.');
  return text;
}

function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
    throw new ConfigError(
      `SIT_PUBLIC_URL: «${text}» non è un'origine, come https://sit.unione.it.`,
    );
  return url.origin;
}

/** A listening address as it is written in a URL: any-address becomes localhost, IPv6 gets brackets. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
