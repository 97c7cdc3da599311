/** Instants (RFC 3339) and the local date and time a `datetime-local` control speaks. */

/** `2026-11-22T10:30` in the reader's time zone; seconds only where there are any. */
export function localDateTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return '';
  const local = new Date(date.valueOf() - date.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, date.getSeconds() === 0 ? 16 : 19);
}

export function instantOf(localDateTimeText: string): string {
  return new Date(localDateTimeText).toISOString();
}
