/** `sit key`: API keys of pages and programs. */
import { KeyRequest, RotationRequest } from '@sit/core/api-people';
import type { KeyBody } from '@sit/core/api-people';
import { isUuid } from '@sit/core/uuid';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Tables } from '../db/tables.ts';
import { fitted } from '../http/body.ts';
import { listKeys, makeKey, revokeKey, rotateKey } from '../keys/key.service.ts';
import { parseCommandLine } from './command-line.ts';
import { operator } from './operator.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { ROLE_USAGE, parseGrants } from './role-option.ts';
import { withDatabase } from './session.ts';

const USAGE = `Uso:
  sit key add NOME --origin https://www.comune.example.it [--origin …] [--layer ID]…
  sit key add NOME ${ROLE_USAGE} [--write] [--layer ID]… [--expires 2030-01-01T00:00:00Z]
  sit key list
  sit key rotate ID [--grace-hours 24]
  sit key revoke ID
Con --origin è una chiave d’incorporamento, pubblica; con --role una chiave di servizio, segreta: si mostra
una volta sola. --requests-per-minute N vale per entrambe.`;

/** 0 done, 2 not understood. Rejects with a Problem for what the caller can mend. */
export async function runKey(argv: string[], config: Config): Promise<number> {
  return withDatabase(config, (db) => keyCommand(argv, db.kysely, (line) => console.log(line)));
}

export async function keyCommand(
  argv: string[],
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'string') {
    print(`${parsed}\n${USAGE}`);
    return 2;
  }
  // What was typed in an id's place may be the key itself.
  const subject = 'id' in parsed && isUuid(parsed.id) ? parsed.id : '';
  return recordingRefusals(db, ['key', parsed.action, subject], () => act(parsed, db, print));
}

async function act(
  parsed: Parsed,
  db: Kysely<Tables>,
  print: (line: string) => void,
): Promise<number> {
  switch (parsed.action) {
    case 'add': {
      const made = await makeKey(db, fitted(parsed.request, KeyRequest), operator());
      print(`Chiave ${made.id}: ${made.token}`);
      return 0;
    }
    case 'rotate': {
      const { graceHours } = fitted({ graceHours: parsed.graceHours }, RotationRequest);
      const { token } = await rotateKey(db, parsed.id, graceHours, operator());
      print(`Chiave ${parsed.id}: ${token}`);
      print(`Quella di prima vale ancora per ${graceHours} ore.`);
      return 0;
    }
    case 'revoke':
      await revokeKey(db, parsed.id, operator());
      print(`Revocata: ${parsed.id}`);
      return 0;
    case 'list':
      for (const key of await listKeys(db)) print(lineOf(key));
      return 0;
  }
}

function lineOf({ id, name, token, hint, origins, grants, layers, write, revokedAt }: KeyBody) {
  const may = grants.map(({ role, municipality }) => [role, municipality ?? []].flat().join(' '));
  return [
    id,
    token ?? `…${hint}`,
    name,
    [...origins, ...may].join(', '),
    layers ? `livelli ${layers.join(' ')}` : 'tutti i livelli',
    write ? 'scrive' : 'legge',
    ...(revokedAt ? ['(revocata)'] : []),
  ].join('  ');
}

type Parsed =
  | { action: 'add'; request: unknown }
  | { action: 'rotate'; id: string; graceHours: number | undefined }
  | { action: 'revoke' | 'list'; id: string };

/** What was asked, or why it cannot be understood. */
function parse(argv: string[]): Parsed | string {
  const line = parseCommandLine(argv, ['add', 'list', 'rotate', 'revoke'], 'NOME o ID', {
    origin: { type: 'string', multiple: true },
    role: { type: 'string' },
    municipality: { type: 'string', multiple: true },
    layer: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
    expires: { type: 'string' },
    'requests-per-minute': { type: 'string' },
    'grace-hours': { type: 'string' },
  });
  if (typeof line === 'string') return line;
  const { action, name, values } = line;
  const graceHours = numberOf(values['grace-hours']);
  if (action === 'rotate') return { action, id: name, graceHours };
  if (action !== 'add') return { action, id: name };
  const common = {
    name,
    layers: values.layer,
    requestsPerMinute: numberOf(values['requests-per-minute']),
  };
  const { origin: origins, role, municipality, write, expires: expiresAt } = values;
  if ((origins === undefined) === (role === undefined)) return 'Occorre --origin oppure --role.';
  if (origins) return { action, request: { ...common, kind: 'embed', origins } };
  const grants = parseGrants(role, municipality);
  if (typeof grants === 'string') return grants;
  return { action, request: { ...common, kind: 'service', grants, write, expiresAt } };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
