/** The database's roles, under which a request reads and writes: row-level security decides by them. */
import { ROLES } from './permission.ts';
import type { Caller, Role } from './permission.ts';

/** Members of every role but the public's. */
export const MEMBER_ROLE = 'sit_member';
export const PUBLIC_ROLE = 'sit_public';

/** `sit_union_admin`, `sit_planner`. */
export function databaseRoleOf(role: Role): string {
  return `sit_${role.replace('-', '_')}`;
}

/**
 * The role of a request: one database role stands for all the roles a person holds, because a request
 * runs under one only. An administrator's other roles add nothing.
 */
export function databaseRole(caller: Caller): string {
  const held = ROLES.filter((role) => caller?.grants.some((grant) => grant.role === role));
  if (held.length === 0) return PUBLIC_ROLE;
  return combinedRole(held[0] === 'union-admin' ? ['union-admin'] : held);
}

/** Every set of roles that {@link databaseRole} can name, each in the order of {@link ROLES}. */
export function roleCombinations(): Role[][] {
  const [admin, ...others] = ROLES;
  const subsets = others.reduce<Role[][]>(
    (found, role) => [...found, ...found.map((subset) => [...subset, role])],
    [[]],
  );
  return [[admin], ...subsets.filter((subset) => subset.length > 0)];
}

/** `sit_planner_officer`: a member of each of its parts. */
export function combinedRole(held: readonly Role[]): string {
  return `sit_${held.map((role) => role.replace('-', '_')).join('_')}`;
}
