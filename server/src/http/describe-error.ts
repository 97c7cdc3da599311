/** An error for the log: what a developer needs of it, without the values people sent. */

/** Words of PostgreSQL quote the value they speak of: in English, and in its other languages. */
const QUOTED = /"[^"]*"|«[^»]*»|“[^”]*”|„[^“]*“/g;
const FRAME = /^\s+at /;
const MOST_CAUSES = 5;

export interface DescribedError {
  name: string;
  message: string;
  /** Lines of the stack, without the message. */
  stack: string[];
  /** Node's or PostgreSQL's (SQLSTATE). */
  code?: string;
  schema?: string;
  table?: string;
  constraint?: string;
  routine?: string;
  cause?: DescribedError;
}

/**
 * PostgreSQL's `detail`, `hint` and `where` are left out, and what its message quotes is masked: they hold
 * the row (`Key (email)=(…) already exists`). Names of table and constraint are fields of their own.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error), stack: [] };
  const { name, message, cause } = error;
  const fields = error as unknown as Readonly<Record<string, unknown>>;
  const ofDatabase = typeof fields['severity'] === 'string' && typeof fields['code'] === 'string';
  const text = (from: string, to: string) =>
    typeof fields[from] === 'string' && fields[from] !== '' ? { [to]: fields[from] } : {};
  return {
    name,
    message: ofDatabase ? message.replace(QUOTED, '"…"') : message,
    stack: (error.stack ?? '').split('\n').filter((line) => FRAME.test(line)),
    ...text('code', 'code'),
    ...(ofDatabase
      ? {
          ...text('schema_name', 'schema'),
          ...text('table_name', 'table'),
          ...text('constraint_name', 'constraint'),
          ...text('routine', 'routine'),
        }
      : {}),
    ...(cause !== undefined && depth < MOST_CAUSES
      ? { cause: describeError(cause, depth + 1) }
      : {}),
  };
}
