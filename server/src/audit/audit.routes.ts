/** `/api/audit`: the record, read and verified by the union's administrators, in person. */
import { AUDIT_EVENTS } from '@sit/core/audit';
import { isUuid } from '@sit/core/uuid';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { asServer, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import type { Deps } from '../deps.ts';
import { forAdministrators } from '../http/access.ts';
import type { Env } from '../http/env.ts';
import { refuse } from '../http/problem.ts';
import {
  invalid,
  parseLimit,
  parseMunicipality,
  parsePreciseInstant,
  parseText,
  refuseUnknown,
} from '../http/query.ts';
import { findEntry, listEntries, record, verifyRecord } from './audit.service.ts';
import type { AuditFilter } from './audit.service.ts';
import { requestActor } from './request-actor.ts';

const PARAMETERS = ['event', 'person', 'text', 'municipality', 'from', 'to', 'before', 'limit'];
const ENTRIES_A_PAGE = 50;
const MOST_ENTRIES = 500;
const SEQ = /^[1-9]\d{0,14}$/;

export function auditRoutes({ db }: Deps): Hono<Env> {
  /** The record holds names and addresses: who read of whom is recorded before anything is shown. */
  const recordReading = (c: Context<Env>, detail: Record<string, unknown>): Promise<void> =>
    record(db.kysely, {
      event: 'personal-data-read',
      actor: requestActor(c),
      subject: 'audit',
      detail,
    });

  /** As the server, since no login of the database reads the record by itself; within a read's time. */
  const reading = <T>(
    c: Context<Env>,
    work: (trx: Transaction<Tables>) => Promise<T>,
  ): Promise<T> => inScope(db, c.var.caller, (trx) => asServer(trx, work));

  return new Hono<Env>()
    .use('/audit', forAdministrators())
    .use('/audit/*', forAdministrators())
    .get('/audit', async (c) => {
      refuseUnknown(c, PARAMETERS);
      const filter = parseFilter(c);
      const limit = parseLimit(c.req.query('limit'), ENTRIES_A_PAGE, MOST_ENTRIES);
      const page = await reading(c, (trx) => listEntries(trx, filter, limit));
      await recordReading(c, { filter, entries: page.entries.length });
      return c.json(page);
    })
    .get('/audit/verification', async (c) => {
      refuseUnknown(c, []);
      return c.json(await reading(c, (trx) => verifyRecord(trx)));
    })
    .get('/audit/:seq', async (c) => {
      refuseUnknown(c, []);
      const seq = c.req.param('seq');
      const entry = SEQ.test(seq) ? await reading(c, (trx) => findEntry(trx, Number(seq))) : null;
      if (!entry) throw refuse('not-found', `Nel registro non c’è la voce «${seq}».`);
      await recordReading(c, { entry: entry.seq });
      return c.json(entry);
    });
}

function parseFilter(c: Context): AuditFilter {
  const { event, person, text, municipality, from, to, before } = c.req.query();
  const known = AUDIT_EVENTS.find((each) => each === event);
  if (event !== undefined && !known)
    throw invalid('event', `event=${event}: i valori ammessi sono ${AUDIT_EVENTS.join(', ')}.`);
  if (person !== undefined && !isUuid(person))
    throw invalid('person', `person=${person}: occorre l’identificativo di una persona.`);
  if (before !== undefined && !SEQ.test(before))
    throw invalid('before', `before=${before}: occorre il numero di una voce.`);
  return {
    event: known,
    person,
    text: parseText(text),
    municipality: parseMunicipality(municipality),
    from: from === undefined ? undefined : parsePreciseInstant('from', from),
    to: to === undefined ? undefined : parsePreciseInstant('to', to),
    before: before === undefined ? undefined : Number(before),
  };
}
