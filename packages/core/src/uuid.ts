/** Ids as the database takes them; a person may have typed the address they stand in. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Of any version (RFC 9562 §4), in hyphens. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
