/** A person's roles in words. */
import { isUnionAdmin, plannedMunicipalities, type Principal } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import type { Translation } from '../../translations/translation.ts';

export function roleText(
  principal: Principal,
  municipalities: readonly Municipality[],
  t: Translation,
): string {
  if (isUnionAdmin(principal)) return t.login.unionAdmin;
  const planned = plannedMunicipalities(principal);
  if (planned === 'all' || planned.length === 0) return t.login.noRoles;
  const names = planned.map(
    (code) => municipalities.find((each) => each.code === code)?.name ?? code,
  );
  return t.login.plannerOf(names.join(', '));
}
