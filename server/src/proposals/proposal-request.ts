/** What requests for proposals say beside their bodies, parsed at the edge. */
import { PROPOSAL_LIMITS } from '@sit/core/api-proposal';
import { PROPOSAL_STATES, revisionOfETag } from '@sit/core/proposal';
import type { ProposalState } from '@sit/core/proposal';
import { isUuid } from '@sit/core/uuid';
import type { Context } from 'hono';
import { refuse } from '../http/problem.ts';
import { invalid, parseLimit, parseMunicipality } from '../http/query.ts';
import { plainETag } from '../http/representation.ts';
import type { PagePosition } from './proposal.repository.ts';

const STANDARD_LIMIT = 50;

/** The revision that the request starts from. Refuses `if-match-required`, and `stale-proposal` for any other tag. */
export function revisionOf(c: Context, id: string): number {
  const header = c.req.header('If-Match');
  if (header === undefined)
    throw refuse(
      'if-match-required',
      'Occorre If-Match con l’ETag della proposta da cui la modifica parte.',
    );
  const revision = revisionOfETag(plainETag(header.trim()), id);
  if (revision === null)
    throw refuse('stale-proposal', `If-Match: ${header} non è una revisione di questa proposta.`);
  return revision;
}

export function limitOf(c: Context): number {
  return parseLimit(c.req.query('limit'), STANDARD_LIMIT, PROPOSAL_LIMITS.page);
}

export function stateOf(c: Context): ProposalState | undefined {
  const text = c.req.query('state');
  if (text === undefined) return undefined;
  const state = PROPOSAL_STATES.find((each) => each === text);
  if (!state)
    throw invalid('state', `state=${text}: uno stato è tra ${PROPOSAL_STATES.join(', ')}.`);
  return state;
}

export function municipalityOf(c: Context): string | undefined {
  return parseMunicipality(c.req.query('municipality'));
}

/** `author=me`, `reviewer=me`: nobody's but one's own. */
export function meOf(c: Context, name: 'author' | 'reviewer'): 'me' | undefined {
  const text = c.req.query(name);
  if (text !== undefined && text !== 'me')
    throw invalid(name, `${name}=${text}: è ammesso solo «me».`);
  return text;
}

/** A whole number as the place to go on from, 0 from the first. */
export function placeOf(c: Context): number {
  const text = c.req.query('token');
  if (text === undefined) return 0;
  const place = /^\d{1,15}$/.exec(text);
  if (!place) throw invalidToken(text);
  return Number(text);
}

export function positionOf(c: Context): PagePosition | null {
  const text = c.req.query('token');
  if (text === undefined) return null;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+)$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  if (!match || Number.isNaN(Date.parse(match[1]!)) || !isUuid(match[2]!)) throw invalidToken(text);
  return { updatedAt: match[1]!, id: match[2]! };
}

export function tokenOf({ updatedAt, id }: PagePosition): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url');
}

function invalidToken(text: string) {
  return invalid('token', `token=${text}: non è un segnaposto dato da questo servizio.`);
}
