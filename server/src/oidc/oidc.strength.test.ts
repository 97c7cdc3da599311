/** How strongly somebody signed in at the provider, and what that is worth where the union asks for two factors. */
import type { AccountResponse, SessionResponse } from '@sit/core/api-auth';
import type { SecondFactorPolicy } from '@sit/core/tenant';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedPeople } from '../auth/testing.ts';
import { openTestServer } from '../testing/harness.ts';
import { listen } from './testing/listening-sit.ts';
import type { ListeningSit } from './testing/listening-sit.ts';
import { STRENGTHS, startRealProvider } from './testing/real-provider.ts';
import type { RealProvider } from './testing/real-provider.ts';
import { walker } from './testing/walk.ts';
import type { Walker } from './testing/walk.ts';

const ROLES = 'gruppi=tecnici:planner:C096; gruppi=capi:union-admin';
const ACCOUNTS = {
  planner: { name: 'Tito', gruppi: ['tecnici'] },
  chief: { name: 'Carla', gruppi: ['capi'] },
};
const [WEAK, STRONG] = STRENGTHS as [string, string];

describe('a sign-in at an outside provider', () => {
  let server: Awaited<ReturnType<typeof openTestServer>>;
  let sit: ListeningSit;
  let provider: RealProvider;
  const lines: Record<string, unknown>[] = [];

  beforeAll(async () => {
    server = await openTestServer('postgres');
    await seedPeople(server.db);
    const log = (line: Record<string, unknown>): void => void lines.push(line);
    sit = await listen({ ...server, deps: { ...server.deps, log } });
    provider = await startRealProvider(sit.url, ACCOUNTS);
  }, 60_000);
  beforeEach(async () => {
    provider.acr = undefined;
    await policy('optional');
  });
  afterAll(async () => {
    await provider?.stop();
    await sit?.stop();
    await server?.dispose();
  });

  const policy = (second_factor: SecondFactorPolicy) =>
    server.owner.updateTable('sit.territory_union').set({ second_factor }).execute();
  const start = (): string => `${sit.url}/api/auth/oidc/start`;
  const comesTo = async (page: Walker, account: keyof typeof ACCOUNTS): Promise<string> => {
    provider.person = account;
    return (await page.walk(start())).url.href.slice(sit.url.length);
  };
  const read = async <T>(page: Walker, path: string): Promise<T> =>
    (await (await page.fetch(`${sit.url}/api/auth/${path}`)).json()) as T;
  const signedIn = async (account: keyof typeof ACCOUNTS): Promise<SessionResponse> => {
    const page = walker(sit.url);
    expect(await comesTo(page, account)).toBe('/');
    return read<SessionResponse>(page, 'session');
  };

  it('is asked for as strong as SIT_OIDC_ACR says, and refused when it was weaker', async () => {
    sit.use(provider.issuer, ROLES, { acr: STRONG });
    const page = walker(sit.url);
    const asked = new URL((await page.fetch(start())).headers.get('Location')!);
    expect(asked.searchParams.get('acr_values')).toBe(STRONG);
    provider.acr = WEAK;
    expect(await comesTo(page, 'planner')).toBe('/sign-in?problem=provider-failed');
    expect((await read<SessionResponse>(page, 'session')).principal).toBeNull();
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', provider: expect.stringContaining('SIT_OIDC_ACR') }),
    );
    provider.acr = STRONG;
    expect(await comesTo(walker(sit.url), 'planner')).toBe('/');
  });

  it('that was as strong as asked for counts where the union asks for two factors', async () => {
    sit.use(provider.issuer, ROLES, { acr: `${STRONG} another` });
    provider.acr = STRONG;
    await policy('everybody');
    const page = walker(sit.url);
    expect(await comesTo(page, 'chief')).toBe('/');
    const { principal, secondFactor } = await read<SessionResponse>(page, 'session');
    expect(secondFactor).toBe('off');
    expect(principal!.grants).toEqual([{ role: 'union-admin', municipality: null }]);
    const account = await read<AccountResponse>(page, 'account');
    expect(account.secondFactor.required).toBe(false);
  });

  it.each<[SecondFactorPolicy, keyof typeof ACCOUNTS, 'off' | 'missing']>([
    ['optional', 'chief', 'off'],
    ['administrators', 'planner', 'off'],
    ['administrators', 'chief', 'missing'],
    ['everybody', 'planner', 'missing'],
  ])('of unknown strength, where the union says %s: a %s has it %s', async (rule, who, factor) => {
    sit.use(provider.issuer, ROLES);
    provider.acr = STRONG;
    await policy(rule);
    const { principal, secondFactor } = await signedIn(who);
    expect(secondFactor).toBe(factor);
    expect(principal!.grants).toHaveLength(factor === 'missing' ? 0 : 1);
  });

  it('of unknown strength is no way around a factor that the person has set up', async () => {
    sit.use(provider.issuer, ROLES);
    expect((await signedIn('planner')).secondFactor).toBe('off');
    await sql`update sit.person set totp_secret = ''::bytea, totp_confirmed_at = now() where name = 'Tito'`.execute(
      server.owner,
    );
    const { principal, secondFactor } = await signedIn('planner');
    expect([secondFactor, principal!.grants]).toEqual(['missing', []]);
  });
});
