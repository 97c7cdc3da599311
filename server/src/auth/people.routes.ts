/** `/api/people`: who works here, their roles and sessions; for the union's administrators. */
import { GrantsRequest, InvitationRequest, PersonPatch } from '@sit/core/api-people';
import type { InvitationResponse, PersonBody } from '@sit/core/api-people';
import { isUuid } from '@sit/core/uuid';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { requestActor } from '../audit/request-actor.ts';
import type { Deps } from '../deps.ts';
import { forAdministrators } from '../http/access.ts';
import { readJson } from '../http/body.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import { invalid, parseLimit, parseMunicipality, parseText, refuseUnknown } from '../http/query.ts';
import { invite, inviteAgain } from './invitation.service.ts';
import type { Invitation } from './invitation.service.ts';
import {
  changeGrants,
  changePerson,
  endSessions,
  listPeoplePage,
  listSessions,
  readPerson,
  requireListed,
} from './people.service.ts';
import type { ListedPerson } from './people.service.ts';
import { requirePerson } from './person.service.ts';
import { switchOffSecondFactor } from './second-factor.service.ts';
import { sessionBody } from './session-body.ts';

const BODY_BYTES = 64 * 1024;
const [STANDARD_LIMIT, MAXIMUM_LIMIT] = [50, 200];

/** Mounted at `/api`. */
export function peopleRoutes(deps: Deps): Hono<Env> {
  const db = deps.db.kysely;
  const app = new Hono<Env>();
  app.use('/people', forAdministrators());
  app.use('/people/*', forAdministrators());

  app.get('/people', async (c) => {
    refuseUnknown(c, ['text', 'municipality', 'limit', 'token']);
    const limit = parseLimit(c.req.query('limit'), STANDARD_LIMIT, MAXIMUM_LIMIT);
    const page = await listPeoplePage(db, { ...filterOf(c), limit }, requestActor(c));
    return c.json({ people: page.people.map(personBody), next: page.next });
  });
  app.post('/people', async (c) => {
    refuseUnknown(c, []);
    const invited = await readJson(c, InvitationRequest, BODY_BYTES);
    const invitation = await invite(deps, invited, requestActor(c));
    c.header('Location', `/api/people/${invitation.person.id}`);
    return c.json(invitationBody(invitation), 201);
  });
  app.get('/people/:id', async (c) => {
    refuseUnknown(c, []);
    return c.json(personBody(await readPerson(db, pathId(c), requestActor(c))));
  });
  app.patch('/people/:id', async (c) => {
    refuseUnknown(c, []);
    const patch = await readJson(c, PersonPatch, BODY_BYTES);
    await changePerson(db, pathId(c), patch, requestActor(c));
    return c.json(personBody(await requireListed(db, pathId(c))));
  });
  app.put('/people/:id/grants', async (c) => {
    refuseUnknown(c, []);
    const { grants } = await readJson(c, GrantsRequest, BODY_BYTES);
    await changeGrants(db, pathId(c), () => grants, requestActor(c));
    return c.json(personBody(await requireListed(db, pathId(c))));
  });
  app.post('/people/:id/invitation', async (c) => {
    refuseUnknown(c, []);
    return c.json(invitationBody(await inviteAgain(deps, pathId(c), requestActor(c))));
  });
  app.delete('/people/:id/second-factor', async (c) => {
    refuseUnknown(c, []);
    // An open session alone does not lead around one's own: password and code are asked for there (ASVS 5.0 7.5.1).
    if (pathId(c).toLowerCase() === c.var.caller?.userId)
      throw refuse('forbidden', 'Il proprio secondo fattore si toglie dalla pagina /account.');
    await switchOffSecondFactor(db, await requirePerson(db, pathId(c)), requestActor(c));
    return c.body(null, 204);
  });
  app.get('/people/:id/sessions', async (c) => {
    refuseUnknown(c, []);
    const sessions = await listSessions(db, pathId(c), requestActor(c));
    const own = c.var.credential === 'cookie' ? c.var.credentialId : null;
    return c.json({ sessions: sessions.map((each) => sessionBody(each, own)) });
  });
  app.delete('/people/:id/sessions', async (c) => {
    refuseUnknown(c, []);
    await endSessions(db, pathId(c), {}, requestActor(c));
    return c.body(null, 204);
  });
  app.delete('/people/:id/sessions/:session', async (c) => {
    refuseUnknown(c, []);
    await endSessions(db, pathId(c), { only: pathId(c, 'session') }, requestActor(c));
    return c.body(null, 204);
  });
  return app;
}

function filterOf(c: Context) {
  const { text, municipality, token = null } = c.req.query();
  if (token !== null && !isUuid(token))
    throw invalid('token', `token=${token}: non è un segnaposto dato da questo servizio.`);
  return {
    text: parseText(text) || null,
    municipality: parseMunicipality(municipality) ?? null,
    token,
  };
}

function pathId(c: Context, name: 'id' | 'session' = 'id'): string {
  const id = c.req.param(name) ?? '';
  if (!isUuid(id)) throw refuse('not-found', `${c.req.path} non esiste.`);
  return id;
}

function personBody({ createdAt, lastSignInAt, ...person }: ListedPerson): PersonBody {
  return {
    ...person,
    createdAt: createdAt.toISOString(),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  };
}

function invitationBody({ person, sent, link, expiresAt }: Invitation): InvitationResponse {
  return { person: personBody(person), sent, link, expiresAt: expiresAt.toISOString() };
}
