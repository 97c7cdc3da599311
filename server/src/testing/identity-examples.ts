/** Examples of the endpoint matrix: people, one's own access, links by mail, the outside provider, the record. */
import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { OWN_ORIGIN, PASSWORD, PLANNER } from '../auth/testing.ts';
import type { Browser } from '../auth/testing.ts';
import type { Example, MakeExample } from './endpoint-example.ts';
import type { Someone, World } from './endpoint-world.ts';
import { jsonOf } from './json-of.ts';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const NEW_PASSWORD = 'tramonto lanterna ciliegia';

export const IDENTITY_EXAMPLES: Readonly<Record<string, MakeExample>> = {
  // No provider speaks here: the sign-in page shows why it did not go.
  'GET /api/auth/oidc/start': () => ({ query: 'return=/account', status: 302 }),
  'GET /api/auth/oidc/callback': () => ({ query: 'state=x&code=y', status: 302 }),
  // Of a real provider in oidc.test.ts.
  'POST /api/auth/oidc/backchannel-logout': () => ({
    headers: FORM,
    body: 'logout_token=forged',
    right: 'nobody',
    status: 400,
  }),
  'POST /api/auth/reset': () => ({ body: { email: 'ignoto@example.org' }, right: 'nobody' }),
  // A good link is good once: person-link.test.ts.
  'POST /api/auth/link': () => ({ body: { token: 'forged' }, right: 'nobody', status: 410 }),
  'POST /api/auth/link/password': () => ({
    body: { token: 'forged', password: NEW_PASSWORD },
    right: 'nobody',
    status: 410,
  }),

  'GET /api/auth/account': () => ({ neighbour: 'own' }),
  'PUT /api/auth/account/password': ofAccount(() => ({
    body: { current: PASSWORD, password: NEW_PASSWORD },
  })),
  'POST /api/auth/account/second-factor': ofAccount(() => ({ body: { password: PASSWORD } })),
  'PUT /api/auth/account/second-factor': ofAccount(async ({ page }) => ({
    body: { code: codeOf(await secretOf(page)) },
  })),
  'POST /api/auth/account/second-factor/removal': ofAccount(async ({ page }) => ({
    body: { password: PASSWORD, code: await recoveryCodeOf(page) },
  })),
  'DELETE /api/auth/account/sessions': ofAccount(),
  'DELETE /api/auth/account/sessions/{id}': ofAccount(async (one, world) => ({
    params: { id: (await sessionsOf(world, one)).at(-1)!.id },
  })),

  'POST /api/people': () => ({
    body: { email: `i-${randomUUID().slice(0, 8)}@example.org`, name: 'Ivo Invitato', grants: [] },
  }),
  'GET /api/people/{id}': ofPerson(),
  'PATCH /api/people/{id}': ofPerson({ body: { name: 'Altro Nome' } }),
  'PUT /api/people/{id}/grants': ofPerson({ body: { grants: PLANNER } }),
  'POST /api/people/{id}/invitation': ofPerson(),
  'DELETE /api/people/{id}/second-factor': async (world) => {
    const { id, page } = await world.someone();
    await recoveryCodeOf(page);
    return { params: { id } };
  },
  'GET /api/people/{id}/sessions': ofPerson(),
  'DELETE /api/people/{id}/sessions': ofPerson(),
  'DELETE /api/people/{id}/sessions/{session}': async (world) => {
    const one = await world.someone();
    return { params: { id: one.id, session: (await sessionsOf(world, one))[0]!.id } };
  },
  'GET /api/audit/{seq}': () => ({ params: { seq: 1 } }),
};

function ofPerson(more: Example = {}): MakeExample {
  return async (world) => ({ params: { id: await world.invited() }, ...more });
}

/** What somebody does with their own access. */
function ofAccount(
  more: (one: Someone, world: World) => Example | Promise<Example> = () => ({}),
): MakeExample {
  return async (world) => {
    const one = await world.someone();
    const made = await more(one, world);
    return { cookie: one.page.cookie!, neighbour: 'untried', ...made };
  };
}

async function sessionsOf({ admin }: World, { id }: Someone): Promise<{ id: string }[]> {
  return (await jsonOf(await admin.fetch(`/api/people/${id}/sessions`))).sessions;
}

/** Of a second factor set up, not confirmed yet. */
async function secretOf(page: Browser): Promise<string> {
  const answer = await page.post('/api/auth/account/second-factor', { password: PASSWORD });
  return (await jsonOf(answer)).secret;
}

/** Of a second factor that is on. */
async function recoveryCodeOf(page: Browser): Promise<string> {
  const answer = await page.fetch('/api/auth/account/second-factor', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Origin: OWN_ORIGIN },
    body: JSON.stringify({ code: codeOf(await secretOf(page)) }),
  });
  return (await jsonOf(answer)).recoveryCodes[0];
}

/** As an authenticator shows it now. */
function codeOf(secret: string): string {
  return new TOTP({ secret }).generate();
}
