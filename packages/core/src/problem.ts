/** Problem details (RFC 9457): every refusal the API can answer, by a stable code. */
import type { Localized } from './layer.ts';

export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    it: 'La richiesta non è valida',
    en: 'The request is not valid',
  },
  'unknown-parameter': { status: 400, it: 'Parametro sconosciuto', en: 'Unknown query parameter' },
  'invalid-parameter': { status: 400, it: 'Parametro non valido', en: 'Invalid query parameter' },
  unauthenticated: { status: 401, it: 'Occorre accedere', en: 'Sign-in required' },
  'wrong-credentials': {
    status: 401,
    it: 'Indirizzo o password errati',
    en: 'Wrong address or password',
  },
  'second-factor-required': {
    status: 401,
    it: 'Occorre il codice di verifica',
    en: 'Verification code required',
  },
  forbidden: { status: 403, it: 'Operazione non consentita', en: 'Not allowed' },
  'origin-not-registered': {
    status: 403,
    it: 'Portale non registrato',
    en: 'Origin not registered',
  },
  'too-slow': { status: 408, it: 'Richiesta troppo lenta', en: 'Request too slow' },
  'not-found': { status: 404, it: 'Non trovato', en: 'Not found' },
  'method-not-allowed': { status: 405, it: 'Metodo non ammesso', en: 'Method not allowed' },
  'not-acceptable': { status: 406, it: 'Formato non disponibile', en: 'Not acceptable' },
  'idempotency-conflict': {
    status: 409,
    it: 'Chiave già usata per un’altra modifica',
    en: 'Idempotency key already used for another body',
  },
  'wrong-state': {
    status: 409,
    it: 'Lo stato della proposta non lo consente',
    en: 'The proposal’s state does not allow it',
  },
  'last-administrator': {
    status: 409,
    it: 'È l’ultimo amministratore dell’unione',
    en: 'The union’s last administrator',
  },
  'already-exists': { status: 409, it: 'Esiste già', en: 'Already exists' },
  'link-expired': {
    status: 410,
    it: 'Il collegamento non vale più',
    en: 'The link is no longer valid',
  },
  'stale-version': {
    status: 412,
    it: 'L’elemento è cambiato nel frattempo',
    en: 'The feature has changed since',
  },
  'stale-proposal': {
    status: 412,
    it: 'La proposta è cambiata nel frattempo',
    en: 'The proposal has changed since',
  },
  'too-large': { status: 413, it: 'Dati troppo grandi', en: 'Content too large' },
  'unsupported-format': { status: 415, it: 'Formato non riconosciuto', en: 'Unsupported format' },
  'weak-password': { status: 422, it: 'Password troppo facile', en: 'Password too easy to guess' },
  'invalid-feature': { status: 422, it: 'Dati dell’elemento non validi', en: 'Invalid feature' },
  'invalid-layer': { status: 422, it: 'Livello non valido', en: 'Invalid layer' },
  'invalid-file': { status: 422, it: 'File non importabile', en: 'File cannot be imported' },
  'crs-required': {
    status: 422,
    it: 'Sistema di riferimento non dichiarato',
    en: 'Coordinate reference system not declared',
  },
  'if-match-required': {
    status: 428,
    it: 'Occorre indicare la versione di partenza',
    en: 'If-Match required',
  },
  'too-many-requests': { status: 429, it: 'Troppi tentativi', en: 'Too many requests' },
  unexpected: { status: 500, it: 'Guasto del servizio', en: 'Unexpected failure' },
  'not-ready': { status: 503, it: 'Servizio non pronto', en: 'Service not ready' },
} as const satisfies Record<string, { status: number } & Required<Localized>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault, with its place: a field name, a JSON pointer, a row, a parameter. */
export interface Fault {
  /** Where: `properties/zone_code`, `geometry`, `operations/3/fid`, `row 17`, `bbox`. */
  place: string;
  /** Stable reason, e.g. `required`, `not-in-domain`, `self-intersection`. */
  reason: string;
  /** Sentence for people, Italian. */
  message: string;
  /** `[longitude, latitude]` on the map, where the fault has one. */
  position?: [number, number] | undefined;
  /** With `overlap`: the other feature. */
  other?: number | undefined;
  /** With `overlap`: of the common land, in square metres. */
  area?: number | undefined;
  /** With `outside-municipality`: how far out, in metres. */
  distance?: number | undefined;
  /** With `orphans`: how many features of which layers would be left outside, and the first of them. */
  orphans?: { layer: string; count: number; fids: number[] }[] | undefined;
}

/** The JSON body of a refusal, media type `application/problem+json`. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  instance?: string | undefined;
  faults?: Fault[] | undefined;
  /** With `stale-version`: what is needed to merge. */
  conflict?: Conflict | undefined;
}

export interface Conflict {
  layer: string;
  fid: number;
  baseVersion: number;
  /** The feature as it is now; null when it has been deleted. */
  current: unknown;
  /** The feature as the caller knew it; null when that version is unknown. */
  base: unknown;
}

/** A refusal on its way to the caller. Expected: it is returned or thrown by services, never logged as a fault. */
export interface Refusal {
  code: ProblemCode;
  detail: string;
  faults?: Fault[] | undefined;
  conflict?: Conflict | undefined;
}
