/** What values are on the wire and here, by PostgreSQL's type OIDs. */
import { parse } from 'postgres-array';
import type postgres from 'postgres';

/** pg_type's OIDs. */
const INT8 = 20;
const JSON_TEXT = 114;
const DATE = 1082;
const JSONB = 3802;
const TEXT_ARRAYS = { text: 1009, name: 1003, varchar: 1015, uuid: 2951 };
const NUMBER_ARRAYS = { int2: 1005, int4: 1007, int8: 1016, float4: 1021, float8: 1022 };

export const DRIVER_OPTIONS = {
  // Notices ("extension already exists") are not for the log.
  onnotice: () => {},
  // Asked at each connection, where an answer that is lost would be a fault nobody catches: arrays are named below.
  fetch_types: false,
  types: {
    // fid, counts and sequence numbers stay far below 2^53.
    bigint: { to: INT8, from: [INT8], serialize: String, parse: Number },
    // A calendar day has no time zone: keep it text. (The driver's own `date` also means instants.)
    calendarDay: { to: DATE, from: [DATE], serialize: String, parse: String },
    // Text is JSON already, as Kysely's JSON columns want it; the driver's own would quote it again.
    json: {
      to: JSON_TEXT,
      from: [JSON_TEXT, JSONB],
      serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
      parse: (text: string): unknown => JSON.parse(text),
    },
    ...arraysOf(TEXT_ARRAYS, String),
    ...arraysOf(NUMBER_ARRAYS, Number),
  } as Record<string, postgres.PostgresType>,
};

function arraysOf(
  oids: Record<string, number>,
  element: (text: string) => unknown,
): Record<string, postgres.PostgresType> {
  return Object.fromEntries(
    Object.entries(oids).map(([name, oid]) => [
      `${name}Array`,
      { to: oid, from: [oid], serialize: arrayText, parse: (text: string) => parse(text, element) },
    ]),
  );
}

/** `{"a","b"}`: PostgreSQL 15's manual, 8.15.2. */
function arrayText(values: readonly unknown[]): string {
  const elements = values.map((value) =>
    value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`,
  );
  return `{${elements.join(',')}}`;
}
