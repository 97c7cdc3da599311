import { describe, expect, it } from 'vitest';
import type { Caller, Grant } from './permission.ts';
import { mayEditFeature, mayManageLayers, mayReadLayer } from './permission.ts';

function person(...grants: Grant[]): Caller {
  return { userId: 'p', name: 'P', email: 'p@example.org', grants };
}
const PUBLIC: Caller = null;
const NO_ROLE = person();
const PLANNER = person({ role: 'planner', municipality: 'C096' });
const ADMIN = person({ role: 'union-admin', municipality: null });

describe('editing a feature of C096', () => {
  it.each<[string, Caller, 'planner' | 'union-admin' | 'nobody', boolean]>([
    ['the public in a planners’ layer', PUBLIC, 'planner', false],
    ['a person without role in a planners’ layer', NO_ROLE, 'planner', false],
    ['its planner in a planners’ layer', PLANNER, 'planner', true],
    ['the union in a planners’ layer', ADMIN, 'planner', true],
    ['its planner in the union’s layer', PLANNER, 'union-admin', false],
    ['the union in its own layer', ADMIN, 'union-admin', true],
    ['the union in a layer kept by import', ADMIN, 'nobody', false],
  ])('%s', (_title, caller, editableBy, allowed) => {
    expect(mayEditFeature(caller, { editableBy }, 'C096')).toBe(allowed);
  });

  it('is not for another municipality’s planner', () => {
    const neighbour = person({ role: 'planner', municipality: 'H434' });
    expect(mayEditFeature(neighbour, { editableBy: 'planner' }, 'C096')).toBe(false);
  });
});

it('an offices’ layer is read by whoever has a role', () => {
  const layer = { readableBy: 'offices' } as const;
  expect([PUBLIC, NO_ROLE, PLANNER, ADMIN].map((caller) => mayReadLayer(caller, layer))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

it('layers are managed by the union alone', () => {
  expect([PUBLIC, NO_ROLE, PLANNER, ADMIN].map(mayManageLayers)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
