/** Which PostgreSQL type keeps a field. */
import type { FieldType } from '@sit/core/layer';

export const COLUMN_TYPES: Record<FieldType, string> = {
  text: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  date: 'date',
  // Whole milliseconds, so that what is read can be written back unchanged by a JavaScript client.
  datetime: 'timestamptz(3)',
};
