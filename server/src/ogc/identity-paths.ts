/** The paths of people and of one's own access, for api-paths.ts. */
import { z } from '@hono/zod-openapi';
import {
  AccountResponse,
  LinkPasswordRequest,
  LinkRequest,
  LinkResponse,
  PasswordChangeRequest,
  PasswordResetRequest,
  RecoveryCodesResponse,
  SecondFactorConfirmRequest,
  SecondFactorRemovalRequest,
  SecondFactorSetUpRequest,
  SecondFactorSetUpResponse,
  SessionListResponse,
} from '@sit/core/api-auth';
import {
  GrantsRequest,
  InvitationRequest,
  InvitationResponse,
  PeopleResponse,
  PersonBody,
  PersonPatch,
} from '@sit/core/api-people';
import type { Operation } from './api-paths.ts';

const own = { tag: 'Account', access: 'own-page' } as const;
const link = { tag: 'Account', access: 'public', method: 'post' } as const;
const people = { tag: 'People', access: 'administrator' } as const;

const LINKS: readonly Operation[] = [
  {
    ...link,
    path: '/api/auth/reset',
    summary: 'Send a link to choose a new password; the answer is the same for an unknown address',
    body: PasswordResetRequest,
    status: 202,
    answer: z.object({}),
  },
  {
    ...link,
    path: '/api/auth/link',
    summary: 'Whose link of an invitation or reset this is',
    body: LinkRequest,
    status: 200,
    answer: LinkResponse,
  },
  {
    ...link,
    path: '/api/auth/link/password',
    summary: 'Choose a password by a link, once; every session of the person ends',
    body: LinkPasswordRequest,
    status: 204,
  },
];

const ACCOUNT: readonly Operation[] = [
  {
    ...own,
    method: 'get',
    path: '/api/auth/account',
    summary: 'One’s own access, and its open sessions',
    status: 200,
    answer: AccountResponse,
  },
  {
    ...own,
    method: 'put',
    path: '/api/auth/account/password',
    summary: 'Change one’s own password; the other sessions end',
    body: PasswordChangeRequest,
    status: 204,
  },
  {
    ...own,
    method: 'post',
    path: '/api/auth/account/second-factor',
    summary: 'A secret for an authenticator; it counts once confirmed',
    body: SecondFactorSetUpRequest,
    status: 200,
    answer: SecondFactorSetUpResponse,
  },
  {
    ...own,
    method: 'put',
    path: '/api/auth/account/second-factor',
    summary: 'Switch the second factor on, by a code of the authenticator; ends the other sessions',
    body: SecondFactorConfirmRequest,
    status: 200,
    answer: RecoveryCodesResponse,
  },
  {
    ...own,
    method: 'post',
    path: '/api/auth/account/second-factor/removal',
    summary: 'Switch the second factor off, by password and code',
    body: SecondFactorRemovalRequest,
    status: 204,
  },
  {
    ...own,
    method: 'delete',
    path: '/api/auth/account/sessions',
    summary: 'End one’s other sessions',
    status: 204,
  },
  {
    ...own,
    method: 'delete',
    path: '/api/auth/account/sessions/{id}',
    summary: 'End a session of one’s own',
    status: 204,
  },
];

const PEOPLE: readonly Operation[] = [
  {
    ...people,
    method: 'get',
    path: '/api/people',
    summary: 'People by address; on the record as personal data read',
    query: {
      text: 'Part of the name or the address',
      municipality: 'Those with a role in this municipality',
      limit: 'Most in one answer',
      token: 'Where the page before ended',
    },
    status: 200,
    answer: PeopleResponse,
  },
  {
    ...people,
    method: 'post',
    path: '/api/people',
    summary: 'Invite somebody; the link is in the answer only where it was not sent by mail',
    body: InvitationRequest,
    status: 201,
    answer: InvitationResponse,
  },
  {
    ...people,
    method: 'get',
    path: '/api/people/{id}',
    summary: 'One person',
    status: 200,
    answer: PersonBody,
  },
  {
    ...people,
    method: 'patch',
    path: '/api/people/{id}',
    summary: 'Change a name; suspend or restore. Suspending ends sessions',
    body: PersonPatch,
    status: 200,
    answer: PersonBody,
  },
  {
    ...people,
    method: 'put',
    path: '/api/people/{id}/grants',
    summary: 'All the roles given by hand; 409 for the last administrator’s',
    body: GrantsRequest,
    status: 200,
    answer: PersonBody,
  },
  {
    ...people,
    method: 'post',
    path: '/api/people/{id}/invitation',
    summary: 'Invite again: the link of before is no good any more',
    status: 200,
    answer: InvitationResponse,
  },
  {
    ...people,
    method: 'delete',
    path: '/api/people/{id}/second-factor',
    summary: 'Switch off the second factor of who has lost it',
    status: 204,
  },
  {
    ...people,
    method: 'get',
    path: '/api/people/{id}/sessions',
    summary: 'A person’s open sessions',
    status: 200,
    answer: SessionListResponse,
  },
  {
    ...people,
    method: 'delete',
    path: '/api/people/{id}/sessions',
    summary: 'End every session of a person',
    status: 204,
  },
  {
    ...people,
    method: 'delete',
    path: '/api/people/{id}/sessions/{session}',
    summary: 'End a session of a person',
    status: 204,
  },
];

export const IDENTITY_OPERATIONS: readonly Operation[] = [...LINKS, ...ACCOUNT, ...PEOPLE];
