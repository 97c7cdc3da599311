/** People known by an outside provider's `iss` and `sub`, and what its claims give them. */
import type { Grant } from '@sit/core/permission';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Tables } from '../db/tables.ts';

export interface KnownPerson {
  id: string;
  name: string;
  email: string;
  kind: 'person' | 'service';
  suspended: boolean;
  hasPassword: boolean;
  hasIdentity: boolean;
  grants: (Grant & { source: 'union' | 'claims' })[];
}

/**
 * One sign-in of an outside identity after the other: two first ones at once would make two people of one. The
 * table's lock, which no login of the database may take, as it may any advisory one.
 */
export async function lockIdentities(trx: Kysely<Tables>): Promise<void> {
  await sql`lock table sit.identity in share row exclusive mode`.execute(trx);
}

export async function findByIdentity(
  db: Kysely<Tables>,
  issuer: string,
  subject: string,
): Promise<KnownPerson | null> {
  const row = await selectKnown(db)
    .innerJoin('sit.identity as own', 'own.person_id', 'person.id')
    .where('own.issuer', '=', issuer)
    .where('own.subject', '=', subject)
    .executeTakeFirst();
  return row ?? null;
}

/** `email` in lower case. */
export async function findByEmail(db: Kysely<Tables>, email: string): Promise<KnownPerson | null> {
  const row = await selectKnown(db)
    .where(sql<string>`lower(person.email)`, '=', email)
    .executeTakeFirst();
  return row ?? null;
}

export async function findById(db: Kysely<Tables>, id: string): Promise<KnownPerson> {
  return selectKnown(db).where('person.id', '=', id).executeTakeFirstOrThrow();
}

export async function insertProviderPerson(
  db: Kysely<Tables>,
  { name, email }: { name: string; email: string },
): Promise<string> {
  const { id } = await db
    .insertInto('sit.person')
    .values({ name, email })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Binds the identity to the person. An invitation still open is accepted by it: its link ends. */
export async function insertIdentity(
  db: Kysely<Tables>,
  identity: { issuer: string; subject: string; personId: string },
): Promise<void> {
  const { issuer, subject, personId } = identity;
  await db
    .with('accepted', (cte) =>
      cte
        .deleteFrom('sit.person_link')
        .where('person_id', '=', personId)
        .where('purpose', '=', 'invitation'),
    )
    .insertInto('sit.identity')
    .values({ issuer, subject, person_id: personId })
    .execute();
}

/**
 * Name and address as the provider has them now. The address stays where it is another's, where the provider gives
 * none, and for who has a password: there it is half of a credential, and where a reset is sent.
 */
export async function updateProfile(
  db: Kysely<Tables>,
  personId: string,
  { name, email }: { name: string; email: string | null },
): Promise<void> {
  await sql`
    update sit.person p set
      name = ${name},
      email = case
        when p.password_hash is null and ${email}::text is not null and not exists (
          select from sit.person other where lower(other.email) = ${email}::text and other.id <> p.id)
        then ${email}::text else p.email end
    where p.id = ${personId}`.execute(db);
}

/** Sets the grants given by claims to `grants`, leaving those given by hand, the same ones too. */
export async function replaceClaimGrants(
  db: Kysely<Tables>,
  personId: string,
  grants: readonly Grant[],
): Promise<void> {
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as wanted(role text, municipality text)`;
  await sql`
    delete from sit.grant g
    where g.person_id = ${personId} and g.source = 'claims' and not exists (
      select from ${wanted}
      where wanted.role = g.role and wanted.municipality is not distinct from g.municipality)`.execute(
    db,
  );
  await sql`
    insert into sit.grant (person_id, role, municipality, source)
    select ${personId}, wanted.role, wanted.municipality, 'claims' from ${wanted}
    on conflict do nothing`.execute(db);
}

function selectKnown(db: Kysely<Tables>) {
  return db.selectFrom('sit.person as person').select((eb) => [
    'person.id',
    'person.name',
    'person.email',
    'person.kind',
    eb('person.disabled_at', 'is not', null).$castTo<boolean>().as('suspended'),
    eb('person.password_hash', 'is not', null).$castTo<boolean>().as('hasPassword'),
    eb
      .exists(
        eb
          .selectFrom('sit.identity as linked')
          .select('linked.subject')
          .whereRef('linked.person_id', '=', 'person.id'),
      )
      .$castTo<boolean>()
      .as('hasIdentity'),
    jsonArrayFrom(
      eb
        .selectFrom('sit.grant as g')
        .select(['g.role', 'g.municipality', 'g.source'])
        .whereRef('g.person_id', '=', 'person.id')
        .orderBy('g.role')
        .orderBy('g.municipality')
        .orderBy('g.source'),
    ).as('grants'),
  ]);
}
