/** The file of `sit union create`, parsed strictly: what is wrong in it is said with its field and value. */
import { STORAGE_CRS } from '@sit/core/crs';
import { MUNICIPALITY_CODE } from '@sit/core/tenant';
import { z } from 'zod';
import { refuse } from '../http/problem.ts';
import type { NewUnion } from '../tenancy/new-union.service.ts';

const ID = /^[a-z][a-z0-9-]{0,47}$/;
const ISTAT_CODE = /^\d{6}$/;
/** One line of what is seen, as people's names (auth/person.service.ts). */
const NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;
const MOST_SHOWN = 80;

const text = (pattern: RegExp, wanted: string) =>
  z.string(`occorre ${wanted}`).regex(pattern, `occorre ${wanted}`);
const name = z
  .string('occorre un nome')
  .trim()
  .regex(NAME, 'occorre un nome (1-200 caratteri, una riga)');

const municipality = z.strictObject(
  {
    code: text(MUNICIPALITY_CODE, 'un codice catastale, come "C096"'),
    istatCode: text(ISTAT_CODE, 'un codice ISTAT di sei cifre, come "066028"'),
    name,
  },
  { error: (issue) => strangeKey(issue) ?? 'occorre un comune: code, istatCode, name' },
);

const unionFile = z.strictObject(
  {
    id: text(
      ID,
      'un identificativo: minuscole senza accenti, cifre e -, al più 48, la prima una lettera',
    ),
    name,
    storageCrs: z.literal([...STORAGE_CRS], `occorre uno tra ${STORAGE_CRS.join(', ')}`),
    municipalities: z
      .array(municipality, 'occorre l’elenco dei comuni')
      .min(1, 'occorre almeno un comune')
      .superRefine((listed, context) => {
        for (const key of ['code', 'istatCode'] as const)
          for (const [index, each] of listed.entries())
            if (listed.findIndex((other) => other[key] === each[key]) < index)
              context.addIssue({
                code: 'custom',
                path: [index, key],
                message: 'è già di un altro comune',
              });
      }),
  },
  {
    error: (issue) =>
      strangeKey(issue) ?? 'occorre un oggetto: id, name, storageCrs, municipalities',
  },
);

/** Refuses `invalid-file`, naming the file, the field and the value. */
export function parseUnionFile(file: string, bytes: Uint8Array): NewUnion {
  const value = parseJson(file, bytes);
  const parsed = unionFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const place = path.length === 0 ? '' : `${path.join('/')}: `;
  throw refuse('invalid-file', `${file}: ${place}${shown(at(value, path))}${message}.`);
}

function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    // Takes the byte order mark off that Windows writes.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError))
      throw refuse('invalid-file', `${file}: non è testo UTF-8.`);
    const position = /position (\d+)/.exec(error.message)?.[1];
    const until = position === undefined ? '' : `: si legge fino al carattere ${position}`;
    throw refuse('invalid-file', `${file}: non è JSON${until}.`);
  }
}

function strangeKey(issue: { code?: string; keys?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const keys = issue.keys as string[];
  return keys.length === 1
    ? `il campo «${keys[0]}» non è previsto`
    : `i campi «${keys.join('», «')}» non sono previsti`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], value);
}

/** Whole objects are too long, and their place is enough. */
function shown(value: unknown): string {
  if (value === undefined) return 'manca: ';
  if (typeof value === 'object' && value !== null) return '';
  const written = JSON.stringify(value);
  return `${written.length > MOST_SHOWN ? `${written.slice(0, MOST_SHOWN)}…` : written}: `;
}
