/** Keys for tests, made as an administrator makes them, and requests that show them. */
import type { KeyRequest, NewKeyResponse } from '@sit/core/api-people';
import type { Grant } from '@sit/core/permission';
import type { Hono } from 'hono';
import { actorAt } from '../auth/testing.ts';
import type { Database } from '../db/database.ts';
import type { Env } from '../http/env.ts';
import { makeKey } from './key.service.ts';

export const EMBEDDER = 'https://www.proloco.example.it';

type Of<K extends KeyRequest['kind']> = Partial<Extract<KeyRequest, { kind: K }>>;

export function embedKey(db: Database, more: Of<'embed'> = {}): Promise<NewKeyResponse> {
  const request: KeyRequest = { kind: 'embed', name: 'Pro loco', origins: [EMBEDDER], ...more };
  return makeKey(db.kysely, request, actorAt());
}

export function serviceKey(db: Database, more: Of<'service'> = {}): Promise<NewKeyResponse> {
  const grants: Grant[] = [{ role: 'planner', municipality: 'C096' }];
  const request: KeyRequest = { kind: 'service', name: 'Catasto', grants, write: true, ...more };
  return makeKey(db.kysely, request, actorAt());
}

/** A program's request; a page's where `origin` is given. A body is sent as JSON. */
export function byKey(
  app: Hono<Env>,
  token: string,
  path: string,
  { method = 'GET', origin, body }: { method?: string; origin?: string; body?: unknown } = {},
): Promise<Response> {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  if (origin !== undefined) headers.set('Origin', origin);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const content = body === undefined ? null : JSON.stringify(body);
  return Promise.resolve(app.request(path, { method, headers, body: content }));
}
