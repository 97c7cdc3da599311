import { describe, expect, it } from 'vitest';
import { combinedRole, databaseRole, roleCombinations } from './database-role.ts';
import type { Layer } from './layer.ts';
import {
  ROLES,
  isUnionRole,
  mayEditFeature,
  mayEditLayer,
  mayManageLayers,
  mayPropose,
  mayReadLayer,
  mayReviewProposals,
  officesOf,
} from './permission.ts';
import type { Caller, Grant, Role } from './permission.ts';

function person(...grants: Grant[]): Caller {
  return { userId: 'p', name: 'P', email: 'p@example.org', grants };
}
function holder(role: Role, municipality = 'C096'): Caller {
  return person({ role, municipality: isUnionRole(role) ? null : municipality });
}
const PUBLIC: Caller = null;
const NO_ROLE = person();

/** Which of nobody, somebody without role, and each role of C096 in the order of ROLES. */
function whoMay(may: (caller: Caller) => boolean): string[] {
  const everyone: [string, Caller][] = [
    ['nobody', PUBLIC],
    ['no role', NO_ROLE],
    ...ROLES.map((role): [string, Caller] => [role, holder(role)]),
  ];
  return everyone.filter(([, caller]) => may(caller)).map(([name]) => name);
}

describe('editing a feature of C096', () => {
  it.each<[Layer['editableBy'], string[]]>([
    ['planner', ['union-admin', 'union-editor', 'planner']],
    ['union-editor', ['union-admin', 'union-editor']],
    ['union-admin', ['union-admin']],
    ['nobody', []],
  ])('in a layer editable by %s', (editableBy, expected) => {
    const layer = { id: 'zoning', readableBy: 'public', editableBy, editMode: 'direct' } as const;
    expect(whoMay((caller) => mayEditFeature(caller, layer, 'C096'))).toEqual(expected);
    expect(whoMay((caller) => mayEditLayer(caller, layer))).toEqual(expected);
    expect(whoMay((caller) => mayPropose(caller, layer, 'C096'))).toEqual(expected);
  });

  it('is not for who may not read it', () => {
    const layer: Pick<Layer, 'id' | 'readableBy' | 'editableBy' | 'editMode'> = {
      id: 'zoning',
      readableBy: ['officer'],
      editableBy: 'planner',
      editMode: 'direct',
    };
    expect(whoMay((caller) => mayEditFeature(caller, layer, 'C096'))).toEqual(['union-admin']);
  });

  it('is not for another municipality’s planner', () => {
    const layer = {
      id: 'zoning',
      readableBy: 'public',
      editableBy: 'planner',
      editMode: 'direct',
    } as const;
    expect(mayEditFeature(holder('planner', 'H434'), layer, 'C096')).toBe(false);
    expect(mayPropose(holder('planner', 'H434'), layer, 'C096')).toBe(false);
  });

  it('is for nobody where the layer takes proposals only, which the same people make', () => {
    const layer = {
      id: 'zoning',
      readableBy: 'public',
      editableBy: 'planner',
      editMode: 'proposal',
    } as const;
    expect(whoMay((caller) => mayEditFeature(caller, layer, 'C096'))).toEqual([]);
    expect(whoMay((caller) => mayPropose(caller, layer, 'C096'))).toEqual([
      'union-admin',
      'union-editor',
      'planner',
    ]);
  });
});

describe('reading a layer', () => {
  it.each<[string, Layer['readableBy'], string[]]>([
    ['public', 'public', ['nobody', 'no role', ...ROLES]],
    ['offices', 'offices', [...ROLES]],
    ['officers and planners', ['officer', 'planner'], ['union-admin', 'planner', 'officer']],
  ])('for %s', (_title, readableBy, expected) => {
    expect(whoMay((caller) => mayReadLayer(caller, { id: 'zoning', readableBy }))).toEqual(
      expected,
    );
  });
});

it('proposals of C096 are reviewed by the union’s offices and its planners', () => {
  expect(whoMay((caller) => mayReviewProposals(caller, 'C096'))).toEqual([
    'union-admin',
    'union-editor',
    'planner',
  ]);
  expect(mayReviewProposals(holder('planner', 'H434'), 'C096')).toBe(false);
});

it('layers are managed by the union’s administrators alone', () => {
  expect(whoMay(mayManageLayers)).toEqual(['union-admin']);
});

it('an office is wherever one has a role', () => {
  expect(officesOf(person({ role: 'viewer', municipality: 'C096' }))).toEqual(['C096']);
  expect(officesOf(holder('union-editor'))).toBe('all');
  expect(officesOf(PUBLIC)).toEqual([]);
});

describe('the database role of a request', () => {
  it('stands for all the roles held, wherever', () => {
    expect(databaseRole(PUBLIC)).toBe('sit_public');
    expect(databaseRole(NO_ROLE)).toBe('sit_public');
    expect(
      databaseRole(
        person(
          { role: 'officer', municipality: 'C096' },
          { role: 'planner', municipality: 'H434' },
          { role: 'officer', municipality: 'H434' },
        ),
      ),
    ).toBe('sit_planner_officer');
    expect(
      databaseRole(
        person(
          { role: 'viewer', municipality: 'C096' },
          { role: 'union-admin', municipality: null },
        ),
      ),
    ).toBe('sit_union_admin');
  });

  it('is always one of those that the database has', () => {
    const known = roleCombinations().map(combinedRole);
    expect(new Set(known).size).toBe(16);
    for (let bits = 1; bits < 2 ** ROLES.length; bits++) {
      const held = ROLES.filter((_, index) => bits & (1 << index));
      const caller = person(...held.map((role) => holder(role)!.grants[0]!));
      expect(known).toContain(databaseRole(caller));
    }
  });
});
