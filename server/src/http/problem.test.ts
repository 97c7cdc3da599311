import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { problemHandler, refuse } from './problem.ts';

function appThatThrows(error: Error) {
  const logged: Record<string, unknown>[] = [];
  const app = new Hono();
  app.onError(problemHandler((line) => logged.push(line)) as never);
  app.get('/', () => {
    throw error;
  });
  return { app, logged };
}

it('a refusal is answered with its status, its faults and its headers, and is not logged as a fault', async () => {
  const { app, logged } = appThatThrows(
    refuse('too-many-requests', 'Attenda.', { headers: { 'Retry-After': '7' } }),
  );
  const response = await app.request('/');
  expect(response.status).toBe(429);
  expect(response.headers.get('Retry-After')).toBe('7');
  expect(await response.json()).toMatchObject({
    code: 'too-many-requests',
    detail: 'Attenda.',
    title: 'Troppi tentativi',
  });
  expect(logged).toEqual([]);
});

it('speaks English to who asks for it', async () => {
  const { app } = appThatThrows(refuse('not-found', 'x'));
  const response = await app.request('/', { headers: { 'Accept-Language': 'en-GB,en;q=0.9' } });
  expect(await response.json()).toMatchObject({ title: 'Not found' });
});

it('a fault is logged with its cause, and its words stay inside', async () => {
  const { app, logged } = appThatThrows(
    new Error('secret path', { cause: new Error('password=1') }),
  );
  const response = await app.request('/');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/secret|password/);
  expect(JSON.stringify(logged)).toMatch(/secret path.*password=1/);
});
