/** A field of a layer as a column: its type, and the rules it has in the form as constraints in the table. */
import type { Field } from '@sit/core/layer';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { COLUMN_TYPES } from '../db/column-type.ts';
import { fieldColumn, quoteIdentifier } from '../db/identifier.ts';
import { checkName } from './field-check.ts';

/** `name type [default …] [not null] [constraint …]` for the layer's own table. */
export function columnDefinition(field: Field): RawBuilder<unknown> {
  const column = fieldColumn(field.name);
  const checks = fieldChecks(field, column);
  return sql.join(
    [
      sql`${column} ${sql.raw(COLUMN_TYPES[field.type])}`,
      ...(field.default === undefined ? [] : [sql`default ${sql.lit(field.default)}`]),
      ...(field.required ? [sql`not null`] : []),
      ...(checks.length === 0
        ? []
        : [
            sql`constraint ${sql.raw(quoteIdentifier(checkName(field.name)))} check (${sql.join(checks, sql` and `)})`,
          ]),
    ],
    sql` `,
  );
}

/** `name type` for the history, whose rows keep what was true under earlier rules. */
export function historyColumnDefinition(field: Field): RawBuilder<unknown> {
  return sql`${fieldColumn(field.name)} ${sql.raw(COLUMN_TYPES[field.type])}`;
}

/** The same rules as core/validate.ts, for writers that do not come through the API. */
function fieldChecks(field: Field, column: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const checks: RawBuilder<unknown>[] = [];
  if (field.domain)
    checks.push(sql`${column} in (${sql.join(field.domain.map(({ value }) => sql.lit(value)))})`);
  switch (field.type) {
    case 'text':
      if (!field.domain)
        checks.push(
          sql`length(${column}) ${sql.raw(field.required ? 'between 1 and' : '<=')} 10000`,
        );
      break;
    case 'integer':
      checks.push(sql`${column} between -9007199254740991 and 9007199254740991`);
      break;
    case 'number':
      // NaN sorts above Infinity in PostgreSQL, so that this refuses all three.
      checks.push(sql`${column} > '-Infinity' and ${column} < 'Infinity'`);
      break;
    case 'date':
    case 'datetime':
      checks.push(sql`isfinite(${column})`);
      break;
    case 'boolean':
      break;
  }
  return checks;
}
