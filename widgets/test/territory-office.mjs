/** The little territory's desk: people, keys, portals, the record; for administrators. */
import { json, nothing, problem, readBody } from './answers.mjs';
import { ADMINISTRATOR, UNION } from './territory-data.mjs';
import { AT, LINK, officeOf, person } from './territory-office-data.mjs';

/** Answers for administrators. */
const desk = (answer) => (context, parts, caller) => {
  if (!caller) return problem(context, 401, 'unauthenticated', 'Occorre accedere.');
  if (caller !== ADMINISTRATOR)
    return problem(context, 403, 'forbidden', 'È per chi amministra l’Unione.');
  return answer(context, officeOf(context), parts.map(decodeURIComponent));
};

function change(context, list, id, patch) {
  const found = list.find((each) => each.id === id);
  if (!found) return problem(context, 404, 'not-found', 'Non c’è.');
  Object.assign(found, patch);
  return json(context, found);
}

export const OFFICE_ROUTES = [
  [
    /^GET \/api\/union$/,
    (context) => json(context, { ...UNION, secondFactor: officeOf(context).policy }),
  ],
  [
    /^PATCH \/api\/union$/,
    desk(async (context, office) => {
      office.policy = (await readBody(context)).secondFactor;
      return json(context, { ...UNION, secondFactor: office.policy });
    }),
  ],
  [
    /^GET \/api\/people$/,
    desk((context, { people }) => {
      const text = (context.query.text ?? '').toLowerCase();
      const { municipality } = context.query;
      const found = people.filter(
        ({ name, email, grants }) =>
          `${name} ${email}`.toLowerCase().includes(text) &&
          (!municipality || grants.some((grant) => grant.municipality === municipality)),
      );
      return json(context, { people: found, next: null });
    }),
  ],
  [
    /^POST \/api\/people$/,
    desk(async (context, { people }) => {
      const { name, email, grants } = await readBody(context);
      if (people.some((each) => each.email === email))
        return problem(context, 409, 'already-exists', `${email} c’è già.`);
      const invited = {
        ...person(
          people.length + 1,
          name,
          email,
          grants.map((each) => ({ ...each, source: 'union' })),
        ),
        state: 'invited',
        lastSignInAt: null,
      };
      people.push(invited);
      context.status = 201;
      return json(context, invitationOf(context, invited));
    }),
  ],
  [
    /^PATCH \/api\/people\/([^/]+)$/,
    desk(async (context, { people }, [id]) => {
      const { suspended } = await readBody(context);
      if (suspended && id === person(2).id)
        return problem(
          context,
          409,
          'last-administrator',
          'È l’ultima persona che amministra l’Unione.',
        );
      return change(context, people, id, { state: suspended ? 'suspended' : 'active' });
    }),
  ],
  [
    /^PUT \/api\/people\/([^/]+)\/grants$/,
    desk(async (context, { people }, [id]) => {
      const { grants } = await readBody(context);
      return change(context, people, id, {
        grants: grants.map((each) => ({ ...each, source: 'union' })),
      });
    }),
  ],
  [
    /^POST \/api\/people\/([^/]+)\/invitation$/,
    desk((context, { people }, [id]) =>
      json(
        context,
        invitationOf(
          context,
          people.find((each) => each.id === id),
        ),
      ),
    ),
  ],
  [
    /^DELETE \/api\/people\/([^/]+)\/second-factor$/,
    desk((context, { people }, [id]) => {
      change(context, people, id, { secondFactor: false });
      return nothing(context);
    }),
  ],
  [
    /^GET \/api\/people\/([^/]+)\/sessions$/,
    desk((context, { sessions }) => json(context, { sessions })),
  ],
  [/^DELETE \/api\/people\/([^/]+)\/sessions(?:\/[^/]+)?$/, desk(nothing)],
  [/^GET \/api\/keys$/, desk((context, { keys }) => json(context, { keys: keys.map(listed) }))],
  [
    /^POST \/api\/keys$/,
    desk(async (context, { keys }) => {
      const request = await readBody(context);
      const key = newKey(request, keys.length + 1);
      keys.push(key);
      context.status = 201;
      return json(context, key);
    }),
  ],
  [
    /^POST \/api\/keys\/([^/]+)\/rotation$/,
    desk(async (context, { keys }, [id]) =>
      change(context, keys, id, { token: 'sit_service_rotated', hint: 'ated', formerUntil: AT }),
    ),
  ],
  [
    /^DELETE \/api\/keys\/([^/]+)$/,
    desk((context, { keys }, [id]) => {
      change(context, keys, id, { revokedAt: AT });
      return nothing(context);
    }),
  ],
  [/^GET \/api\/origins$/, desk((context, { origins }) => json(context, { origins }))],
  [
    /^PUT \/api\/origins\/([^/]+)$/,
    desk(async (context, { origins }, [origin]) => {
      if (!origin.startsWith('https:'))
        return problem(context, 400, 'invalid-request', `${origin} non è cifrata.`);
      origins.push({ origin, ...(await readBody(context)) });
      return json(context, origins.at(-1));
    }),
  ],
  [
    /^DELETE \/api\/origins\/([^/]+)$/,
    desk((context, office, [origin]) => {
      office.origins = office.origins.filter((each) => each.origin !== origin);
      return nothing(context);
    }),
  ],
  [
    /^GET \/api\/audit$/,
    desk((context, { entries }) => {
      const { event, before = Infinity, limit } = context.query;
      const found = entries
        .filter((each) => (!event || each.event === event) && each.seq < Number(before))
        .toReversed();
      const page = found.slice(0, Number(limit));
      const next = found.length > page.length ? page.at(-1).seq : null;
      return json(context, { entries: page, next });
    }),
  ],
  [
    /^GET \/api\/audit\/verification$/,
    desk((context, { entries }) =>
      json(context, {
        entries: entries.length,
        head: { seq: entries.length, hash: entries.at(-1).hash },
        fault: context.state.base.endsWith('forged') ? { seq: 12, reason: 'changed' } : null,
      }),
    ),
  ],
];

function invitationOf(context, invited) {
  const link = `${context.origin}/account#invitation=${LINK}`;
  return { person: invited, sent: false, link, expiresAt: '2026-11-27T08:15:00Z' };
}

function newKey(request, number) {
  const token = `sit_${request.kind}_${'x'.repeat(20)}${number}`;
  return {
    id: `20000000-0000-4000-8000-00000000000${number}`,
    origins: [],
    grants: [],
    write: false,
    layers: null,
    requestsPerMinute: null,
    expiresAt: null,
    ...request,
    token,
    hint: token.slice(-4),
    createdAt: AT,
    createdBy: 'Giulia Serra',
    lastUsedAt: null,
    revokedAt: null,
    formerUntil: null,
  };
}

/** A service key's token is told once. */
function listed(key) {
  return key.kind === 'service' ? { ...key, token: null } : key;
}
