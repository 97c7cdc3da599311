/** Settings from the environment, read once and frozen. */
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { isUnionRole, ROLES } from '@sit/core/permission';
import type { Grant, Role } from '@sit/core/permission';
import { MUNICIPALITY_CODE } from '@sit/core/tenant';

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
  /** Proxies whose X-Forwarded-For is believed; null believes nobody's. */
  trustedProxies: BlockList | null;
  /** Requests a minute from one address, and of one person. */
  requestsPerMinute: number;
  /** What secrets kept in the database are encrypted with; null: a file in `home` (secrets/secret-box.ts). */
  secret: string | null;
  mail: MailConfig | null;
  oidc: OidcConfig | null;
}

export interface MailConfig {
  /** `smtp://` or `smtps://`, with user and password where the relay wants them. */
  smtpUrl: string;
  /** Address, or `Name <address>`. */
  from: string;
}

export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Of the button: «SPID o CIE». */
  name: string;
  scope: string;
  /** Authentication contexts strong enough (OIDC Core 1.0 §2, `acr`); with none, the provider's strength is unknown. */
  acr: string[];
  /** A claim's value and the grant it stands for. */
  roles: ClaimRule[];
}

export interface ClaimRule {
  claim: string;
  value: string;
  grant: Grant;
}

export class ConfigError extends Error {}

type Env = Readonly<Record<string, string | undefined>>;

const REQUESTS_PER_MINUTE = '6000';
const SHORTEST_SECRET = 32;

/** Throws {@link ConfigError} naming the variable and its value; a secret's value is never said. */
export function readConfig(env: Env, cwd: string): Config {
  const host = env['SIT_HOST'] || 'localhost';
  const port = readPort(env['SIT_PORT'] || '8080');
  return Object.freeze({
    host,
    port,
    home: resolve(cwd, env['SIT_HOME'] || '.sit'),
    databaseUrl: readDatabaseUrl(readSecret(env, 'SIT_DATABASE_URL', cwd)),
    webhooksInside: env['SIT_WEBHOOKS_INSIDE'] === 'yes',
    publicUrl: readPublicUrl(env['SIT_PUBLIC_URL'] || `http://${urlHost(host)}:${port}`),
    trustedProxies: readProxies(env['SIT_TRUSTED_PROXIES']),
    requestsPerMinute: readCount('SIT_REQUESTS_PER_MINUTE', env, REQUESTS_PER_MINUTE),
    secret: readEncryptionSecret(readSecret(env, 'SIT_SECRET', cwd)),
    mail: readMail(env, cwd),
    oidc: readOidc(env, cwd),
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new ConfigError(`SIT_PORT: «${text}» non è una porta (0-65535).`);
  return port;
}

function readCount(name: string, env: Env, standard: string): number {
  const text = env[name] || standard;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1)
    throw new ConfigError(`${name}: «${text}» non è un numero intero maggiore di zero.`);
  return count;
}

/** `NAME`, or the content of the file that `NAME_FILE` names, as container platforms hand secrets over. */
function readSecret(env: Env, name: string, cwd: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  if (env[name]) throw new ConfigError(`${name} e ${name}_FILE: ne serve una sola.`);
  const secret = readSecretFile(name, resolve(cwd, file));
  // A volume that was not mounted must not look like a secret that was not wanted (ASVS V16.5.3).
  if (secret === '') throw new ConfigError(`${name}_FILE: «${file}» è vuoto.`);
  return secret;
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}_FILE: «${path}» non si legge (${code ?? 'errore'}).`);
  }
}

function readDatabaseUrl(text: string | undefined): string | null {
  if (!text) return null;
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new ConfigError('SIT_DATABASE_URL: deve cominciare con postgres:// o postgresql://.');
  return text;
}

function readEncryptionSecret(text: string | undefined): string | null {
  if (!text) return null;
  if (text.length < SHORTEST_SECRET)
    throw new ConfigError(`SIT_SECRET: ha meno di ${SHORTEST_SECRET} caratteri.`);
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

/** Addresses and CIDR blocks, comma separated. */
function readProxies(text: string | undefined): BlockList | null {
  if (!text) return null;
  const proxies = new BlockList();
  for (const block of text.split(',').map((part) => part.trim())) {
    const [address = '', prefix] = block.split('/');
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    if (family === 0 || (prefix !== undefined && !(/^\d+$/.test(prefix) && Number(prefix) <= bits)))
      throw new ConfigError(
        `SIT_TRUSTED_PROXIES: «${block}» non è un indirizzo né una rete, come 10.0.0.0/8.`,
      );
    proxies.addSubnet(address, Number(prefix ?? bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return proxies;
}

function readMail(env: Env, cwd: string): MailConfig | null {
  const smtpUrl = readSecret(env, 'SIT_SMTP_URL', cwd);
  if (!smtpUrl) return null;
  if (!/^smtps?:\/\//.test(smtpUrl) || !URL.canParse(smtpUrl))
    throw new ConfigError('SIT_SMTP_URL: deve cominciare con smtp:// o smtps://.');
  const from = env['SIT_MAIL_FROM'];
  if (!from || !/^[^\r\n]*@[^\r\n]*$/.test(from))
    throw new ConfigError(`SIT_MAIL_FROM: «${from ?? ''}» non è un mittente.`);
  return { smtpUrl, from };
}

const LOOPBACK_ISSUER = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

function readOidc(env: Env, cwd: string): OidcConfig | null {
  const issuer = env['SIT_OIDC_ISSUER'];
  if (!issuer) return null;
  if (!URL.canParse(issuer) || !(issuer.startsWith('https://') || LOOPBACK_ISSUER.test(issuer)))
    throw new ConfigError(`SIT_OIDC_ISSUER: «${issuer}» non è un indirizzo https.`);
  const clientId = env['SIT_OIDC_CLIENT_ID'];
  const clientSecret = readSecret(env, 'SIT_OIDC_CLIENT_SECRET', cwd);
  if (!clientId) throw new ConfigError('SIT_OIDC_CLIENT_ID: manca.');
  if (!clientSecret) throw new ConfigError('SIT_OIDC_CLIENT_SECRET: manca.');
  return {
    issuer,
    clientId,
    clientSecret,
    name: env['SIT_OIDC_NAME'] || new URL(issuer).hostname,
    scope: env['SIT_OIDC_SCOPE'] || 'openid profile email',
    acr: (env['SIT_OIDC_ACR'] ?? '').split(/\s+/).filter(Boolean),
    roles: readClaimRules(env['SIT_OIDC_ROLES']),
  };
}

/** `claim=value:role[:municipality]`, separated by `;`. */
function readClaimRules(text: string | undefined): ClaimRule[] {
  const rules = (text ?? '').split(';').map((part) => part.trim());
  return rules.filter(Boolean).map((rule) => {
    const [, claim, value, role, municipality] =
      /^([^=]+)=(.+?):([a-z-]+)(?::([A-Z]\d{3}))?$/.exec(rule) ?? [];
    const known = ROLES.find((each) => each === role) as Role | undefined;
    const placed = municipality !== undefined && MUNICIPALITY_CODE.test(municipality);
    if (claim === undefined || value === undefined || !known || isUnionRole(known) === placed)
      throw new ConfigError(
        `SIT_OIDC_ROLES: «${rule}» non è attributo=valore:ruolo[:comune], come gruppi=tecnici:planner:C096.`,
      );
    return { claim, value, grant: { role: known, municipality: municipality ?? null } };
  });
}

/** A listening address as it is written in a URL: any-address becomes localhost, IPv6 gets brackets. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Values that appear in no log. */
export function secretsOf({ databaseUrl, secret, mail, oidc }: Config): string[] {
  const passwords = [databaseUrl, mail?.smtpUrl].map((url) =>
    url && URL.canParse(url) ? new URL(url).password : '',
  );
  return [
    ...[databaseUrl, mail?.smtpUrl, secret, oidc?.clientSecret].filter((each) => each != null),
    ...passwords.flatMap((password) => [password, decoded(password)]),
  ].filter((each) => each !== '');
}

/** As it is where it is not percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
