/** Patterns of LIKE (PostgreSQL §9.7.1). */

/** Matches what holds `text` anywhere, as it is written. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
