/**
 * What the little territory's desk keeps: by the base it is asked under, so that a test with a name of its
 * own (`/territory@name`) starts anew.
 */
import { PLANNER } from './territory-data.mjs';

export const AT = '2026-11-20T08:15:00Z';
/** What the little authenticator shows; and whose links are good. */
export const CODE = '123456';
export const RECOVERY_CODES = ['4f7k-9p2m', '8h3t-2w6x', 'q5d9-7r4c', 'b2n8-6j3v'];
export const LINK = 'a-good-link';

const offices = new Map();

export function officeOf({ state }) {
  const found = offices.get(state.base) ?? newOffice();
  offices.set(state.base, found);
  return found;
}

function newOffice() {
  return {
    policy: 'optional',
    secondFactor: false,
    passwords: { current: 'monte-greco' },
    sessions: [session('1', true), session('2', false)],
    people: [
      person(1, 'Anna Bianchi', PLANNER.email, [{ ...PLANNER.grants[0], source: 'union' }]),
      person(2, 'Giulia Serra', 'giulia@unione.example.it', [
        { role: 'union-admin', municipality: null, source: 'union' },
      ]),
      { ...person(3, 'Marco Nero', 'marco@comune.example.it', []), state: 'invited' },
    ],
    keys: [],
    origins: [{ origin: 'https://www.comune.example.it', municipality: 'C096' }],
    entries: Array.from({ length: 70 }, (_, index) => entry(index + 1)),
    resets: [],
  };
}

function session(id, current) {
  return {
    id: `00000000-0000-4000-8000-00000000000${id}`,
    createdAt: AT,
    lastSeenAt: AT,
    expiresAt: '2026-12-20T08:15:00Z',
    method: 'password',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    address: '192.0.2.7',
    current,
    portals: current ? [] : ['https://www.comune.example.it'],
  };
}

export function person(number, name, email, grants) {
  return {
    id: `10000000-0000-4000-8000-00000000000${number}`,
    name,
    email,
    grants,
    state: 'active',
    secondFactor: number === 2,
    createdAt: AT,
    lastSignInAt: number === 3 ? null : AT,
    demo: false,
  };
}

/** Of some entries, what they are about. */
const SUBJECTS = { 69: 'audit', 68: 'database-login/qgis_ada', 67: 'POST /api/layers' };

function entry(seq) {
  const refused = seq % 7 === 0;
  return {
    seq,
    at: AT,
    event: refused ? 'sign-in-refused' : 'roles-changed',
    person: refused ? null : person(2).id,
    personName: refused ? null : 'Giulia Serra',
    credential: refused ? null : 'cookie',
    subject: SUBJECTS[seq] ?? `person/${person(1).id}`,
    municipality: 'C096',
    origin: null,
    address: '192.0.2.7',
    request: `r-${seq}`,
    detail: { before: [], after: ['planner'] },
    hash: seq.toString(16).padStart(64, '0'),
  };
}
