/** Names of the constraints that hold a field's rules, and back from them. Pure. */

// Three characters at most: a field's name may have 59 of the identifier's 63.
const PREFIX = 'ok_';

export function checkName(fieldName: string): string {
  return `${PREFIX}${fieldName}`;
}

/** The field whose rules the constraint holds; null for another constraint. */
export function fieldOfCheck(constraint: string): string | null {
  return constraint.startsWith(PREFIX) ? constraint.slice(PREFIX.length) : null;
}
