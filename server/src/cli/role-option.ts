/** `--role ROLE [--municipality CODE]…`, as `sit user` and `sit db-user` take them. */
import { ROLES, isUnionRole } from '@sit/core/permission';
import type { Grant, Role } from '@sit/core/permission';

export const ROLE_USAGE = `--role ${ROLES.join('|')} [--municipality CODICE]…`;

/** The grants meant, or why they cannot be. */
export function parseGrants(
  role: string | undefined,
  municipalities: string[] = [],
): Grant[] | string {
  if (!isRole(role)) return `--role: «${role ?? ''}» non è un ruolo (${ROLES.join(', ')}).`;
  if (isUnionRole(role))
    return municipalities.length > 0
      ? `Il ruolo ${role} vale per tutta l’unione: senza --municipality.`
      : [{ role, municipality: null }];
  if (municipalities.length === 0) return `Il ruolo ${role} vuole --municipality.`;
  return [...new Set(municipalities)].map((municipality) => ({ role, municipality }));
}

function isRole(text: string | undefined): text is Role {
  return (ROLES as readonly (string | undefined)[]).includes(text);
}
