/** The paths of `/api/keys` and `/api/origins`, for api-paths.ts. */
import {
  KeyBody,
  KeyListResponse,
  KeyRequest,
  NewKeyResponse,
  OriginListResponse,
  OriginRequest,
  RegisteredOriginBody,
  RotationRequest,
} from '@sit/core/api-people';
import type { Operation } from './api-paths.ts';

const keys = { tag: 'Keys', access: 'administrator' } as const;
const origins = { tag: 'Portals', access: 'administrator' } as const;

export const KEY_OPERATIONS: readonly Operation[] = [
  {
    ...keys,
    method: 'get',
    path: '/api/keys',
    summary: 'Every API key, the revoked too',
    status: 200,
    answer: KeyListResponse,
  },
  {
    ...keys,
    method: 'post',
    path: '/api/keys',
    summary: 'A new key; a service key’s token is shown this once',
    body: KeyRequest,
    status: 201,
    answer: NewKeyResponse,
  },
  {
    ...keys,
    method: 'get',
    path: '/api/keys/{id}',
    summary: 'One key',
    status: 200,
    answer: KeyBody,
  },
  {
    ...keys,
    method: 'post',
    path: '/api/keys/{id}/rotation',
    summary: 'A new token; the former works on for the hours asked',
    body: RotationRequest,
    status: 200,
    answer: NewKeyResponse,
  },
  {
    ...keys,
    method: 'delete',
    path: '/api/keys/{id}',
    summary: 'Revoke a key, for good and at once; it stays listed',
    status: 204,
  },
  {
    ...origins,
    method: 'get',
    path: '/api/origins',
    summary: 'The portals that may sign people in',
    status: 200,
    answer: OriginListResponse,
  },
  {
    ...origins,
    method: 'put',
    path: '/api/origins/{origin}',
    summary: 'Register a portal, or bring its municipality up to date',
    body: OriginRequest,
    status: 200,
    answer: RegisteredOriginBody,
  },
  {
    ...origins,
    method: 'delete',
    path: '/api/origins/{origin}',
    summary: 'Take a portal off the register; its tokens end at once',
    status: 204,
  },
];
