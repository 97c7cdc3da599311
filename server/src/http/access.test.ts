import { describe, expect, it } from 'vitest';
import { accessTable } from './access.ts';

const OPERATIONS = [
  { method: 'get', path: '/api/proposals/{id}', access: 'signed-in' },
  { method: 'get', path: '/api/proposals/reviewers', access: 'office' },
  { method: 'delete', path: '/api/keys/{id}', access: 'administrator' },
  { method: 'get', path: '/ogc', access: 'public' },
  { method: 'get', path: '/ogc/pages.css', access: 'public' },
] as const;

describe('who may ask', () => {
  const accessOf = accessTable(OPERATIONS);

  it.each([
    ['GET', '/api/proposals/7', 'signed-in'],
    ['HEAD', '/api/proposals/7', 'signed-in'],
    ['GET', '/api/proposals/reviewers', 'office'],
    ['GET', '/api/proposals/reviewers/x', null],
    ['GET', '/api/proposals/', null],
    ['DELETE', '/api/keys/https%3A%2F%2Fa.example', 'administrator'],
    ['POST', '/api/keys/7', null],
    ['GET', '/ogc', 'public'],
    ['GET', '/ogc/pagesXcss', null],
    ['GET', '/ogc/pages.css', 'public'],
  ])('%s %s: %s', (method, path, access) => {
    expect(accessOf(method, path)).toBe(access);
  });
});
