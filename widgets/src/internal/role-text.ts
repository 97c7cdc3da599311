/** A person's roles in words. */
import { ROLES, type Grant } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { municipalityName } from './municipality-name.ts';
import type { Translation } from '../translations/translation.ts';

/** Every role, the widest first; those of a kind in several municipalities together. */
export function roleText(
  grants: readonly Grant[],
  municipalities: readonly Municipality[],
  t: Translation,
): string {
  const texts = ROLES.flatMap((role) => {
    const given = grants.filter((grant) => grant.role === role);
    if (given.length === 0) return [];
    if (role === 'union-admin' || role === 'union-editor') return [t.roles[role]];
    // Given by hand and by claims, it is one role.
    const places = new Set(
      given.map(({ municipality }) => municipalityName(municipality ?? '', municipalities)),
    );
    return [t.roleIn[role]([...places].join(', '))];
  });
  return texts.length > 0 ? texts.join(' · ') : t.login.noRoles;
}
