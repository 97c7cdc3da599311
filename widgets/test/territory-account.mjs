/** The little territory's accounts: one's own, links by mail, how people may sign in. */
import { json, nothing, problem, readBody } from './answers.mjs';
import { ADMINISTRATOR, PLANNER } from './territory-data.mjs';
import { CODE, LINK, officeOf, RECOVERY_CODES } from './territory-office-data.mjs';

/** Answers of a person's own account. */
const account = (answer) => (context, parts, caller) =>
  caller
    ? answer(context, officeOf(context), caller, parts)
    : problem(context, 401, 'unauthenticated', 'Occorre accedere.');

function wrongPassword(context) {
  return problem(context, 401, 'wrong-credentials', 'La password attuale non è giusta.');
}

export const ACCOUNT_ROUTES = [
  [
    /^GET \/api\/auth\/methods$/,
    (context) =>
      json(context, {
        provider: context.state.base.includes('@') ? { name: 'SPID di prova' } : null,
        mail: context.state.base.includes('@'),
      }),
  ],
  [
    /^POST \/api\/auth\/reset$/,
    async (context) => {
      officeOf(context).resets.push((await readBody(context)).email);
      context.status = 202;
      context.body = '';
    },
  ],
  [
    /^POST \/api\/auth\/link$/,
    async (context) =>
      (await readBody(context)).token === LINK
        ? json(context, { purpose: 'invitation', name: PLANNER.name, email: PLANNER.email })
        : problem(context, 410, 'link-expired', 'Il collegamento non vale più.'),
  ],
  [
    /^POST \/api\/auth\/link\/password$/,
    async (context) =>
      (await readBody(context)).password === 'password'
        ? problem(context, 422, 'weak-password', 'È tra le password più usate.')
        : nothing(context),
  ],
  [
    /^GET \/api\/auth\/account$/,
    account((context, office, principal) =>
      json(context, {
        principal,
        hasPassword: true,
        secondFactor: {
          enabled: office.secondFactor,
          required: principal === ADMINISTRATOR,
          recoveryCodesLeft: office.secondFactor ? RECOVERY_CODES.length : 0,
        },
        sessions: office.sessions,
      }),
    ),
  ],
  [
    /^PUT \/api\/auth\/account\/password$/,
    account(async (context, office) => {
      const { current, password } = await readBody(context);
      if (current !== office.passwords.current) return wrongPassword(context);
      office.passwords.current = password;
      return nothing(context);
    }),
  ],
  [
    /^POST \/api\/auth\/account\/second-factor$/,
    account(async (context, office) =>
      (await readBody(context)).password === office.passwords.current
        ? json(context, {
            secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
            uri: 'otpauth://totp/SIT:anna%40comune.example.it?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=SIT',
          })
        : wrongPassword(context),
    ),
  ],
  [
    /^PUT \/api\/auth\/account\/second-factor$/,
    account(async (context, office) => {
      if ((await readBody(context)).code !== CODE)
        return problem(context, 401, 'wrong-credentials', 'Il codice non è giusto.');
      office.secondFactor = true;
      return json(context, { recoveryCodes: RECOVERY_CODES });
    }),
  ],
  [
    /^POST \/api\/auth\/account\/second-factor\/removal$/,
    account((context, office) => {
      office.secondFactor = false;
      return nothing(context);
    }),
  ],
  [
    /^DELETE \/api\/auth\/account\/sessions(?:\/([^/]+))?$/,
    account((context, office, _, [id]) => {
      office.sessions = office.sessions.filter((each) => each.current || (id && each.id !== id));
      return nothing(context);
    }),
  ],
];
