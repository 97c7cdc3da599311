/** The catalogue: which layers there are for whom, and how one comes to be and changes. */
import type { LayerPatch, NewLayer } from '@sit/core/api-layer';
import type { BBox } from '@sit/core/geometry';
import type { Field, Layer } from '@sit/core/layer';
import { may, mayEditLayer, mayManageLayers, mayPropose, mayReadLayer } from '@sit/core/permission';
import type { Caller } from '@sit/core/permission';
import type { Fault } from '@sit/core/problem';
import { defaultStyle } from '@sit/core/style';
import type { Union } from '@sit/core/tenant';
import type { Kysely, Transaction } from 'kysely';
import { record } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';
import type { Database } from '../db/database.ts';
import { asOwner, asServer, inScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { findUnion, requireUnion } from '../tenancy/tenancy.service.ts';
import { selectExtents } from './extent.repository.ts';
import { selectOverlaps } from './coverage.repository.ts';
import {
  addFieldColumn,
  applyAccess,
  applyRules,
  createLayerTables,
} from './layer-ddl.repository.ts';
import { coverageFaults, fieldFaults, layerFaults, titleFieldFaults } from './layer-definition.ts';
import {
  insertLayer,
  lockLayer,
  nextPosition,
  selectLayer,
  selectLayers,
  updateLayer,
} from './layer.repository.ts';

/** A layer as the catalogue shows it to one caller. */
export interface CatalogueLayer extends Layer {
  permissions: { edit: boolean; propose: boolean };
  /** WGS 84, of all features; null while there are none. */
  bbox: BBox | null;
}

export interface Catalogue {
  layers: CatalogueLayer[];
  /** Null in a database that holds no union yet. */
  union: Union | null;
}

/** The layers `caller` may read, in drawing order. */
export async function listCatalogue(db: Database, caller: Caller): Promise<Catalogue> {
  return inScope(db, caller, async (trx) => {
    const union = await findUnion(trx);
    const layers = await listReadableLayers(trx, caller);
    if (!union) return { layers: [], union };
    return { layers: await forCatalogue(trx, caller, layers, union), union };
  });
}

/** Ids of the layers `caller` may read. */
export async function readableLayers(db: Database, caller: Caller): Promise<Set<string>> {
  const layers = await inScope(db, caller, (trx) => selectLayers(trx));
  return new Set(layers.filter((layer) => mayReadLayer(caller, layer)).map(({ id }) => id));
}

/** Refuses with `not-found` what does not exist and what `caller` may not read, alike. */
export async function getCatalogueLayer(
  db: Database,
  caller: Caller,
  id: string,
): Promise<CatalogueLayer> {
  return inScope(db, caller, async (trx) => {
    const layer = await findLayer(trx, caller, id);
    return (await forCatalogue(trx, caller, [layer], await requireUnion(trx)))[0]!;
  });
}

/** The definition as `caller` may see it, for a transaction under way. Refuses like {@link getCatalogueLayer}. */
export async function findLayer(db: Kysely<Tables>, caller: Caller, id: string): Promise<Layer> {
  const layer = await selectLayer(db, id);
  if (!layer || !mayReadLayer(caller, layer)) throw unknownLayer(id);
  return layerFor(caller, layer);
}

/** All that the caller may read, for a transaction under way in the caller's scope; in drawing order. */
export async function listReadableLayers(db: Kysely<Tables>, caller: Caller): Promise<Layer[]> {
  return (await selectLayers(db))
    .filter((layer) => mayReadLayer(caller, layer))
    .map((layer) => layerFor(caller, layer));
}

/** As the caller may see it: without internal fields for the public. */
function layerFor(caller: Caller, layer: Layer): Layer {
  if (may(caller, 'read-internal', 'anywhere')) return layer;
  const fields = layer.fields.filter(({ internal }) => !internal);
  const { titleField, legalTime, ...rest } = layer;
  const shown = (field: string | undefined): boolean => fields.some(({ name }) => name === field);
  return {
    ...rest,
    fields,
    ...(titleField !== undefined && shown(titleField) ? { titleField } : {}),
    ...(legalTime && shown(legalTime.from) && shown(legalTime.to) ? { legalTime } : {}),
  };
}

/**
 * Makes the layer, its table, history and policies, within `trx`, which must run as the tables' owner. Refuses `invalid-layer` with faults, `already-exists`, and a database without a union.
 */
export async function createLayer(trx: Transaction<Tables>, layer: Layer): Promise<void> {
  refuseFaults(layer.id, layerFaults(layer));
  const union = await requireUnion(trx);
  if (!(await insertLayer(trx, layer)))
    throw refuse('already-exists', `Il livello «${layer.id}» esiste già.`);
  await createLayerTables(trx, layer, union.storageCrs);
}

/** A new layer by an administrator's request; absent style and position are found. */
export async function addLayer(
  db: Database,
  caller: Caller,
  request: NewLayer,
  actor: Actor,
): Promise<CatalogueLayer> {
  requireManager(caller);
  await asOwner(db, async (trx) => {
    const layer = {
      ...request,
      style: request.style ?? defaultStyle(request.geometryType, request.title),
      position: request.position ?? (await nextPosition(trx)),
    };
    await createLayer(trx, layer);
    await recordAccess(trx, actor, null, layer);
  });
  return getCatalogueLayer(db, caller, request.id);
}

export async function changeLayer(
  db: Database,
  caller: Caller,
  id: string,
  patch: LayerPatch,
  actor: Actor,
): Promise<CatalogueLayer> {
  requireManager(caller);
  await asOwner(db, async (trx) => {
    const layer = await lockLayer(trx, id);
    if (!layer) throw unknownLayer(id);
    const changed = patched(layer, patch);
    refuseFaults(id, [...titleFieldFaults(changed), ...coverageFaults(changed)]);
    await updateLayer(trx, changed);
    await applyAccess(trx, id);
    if (changed.coverage !== layer.coverage) await applyRules(trx, id);
    if (changed.coverage && !layer.coverage) await refuseOverlaps(trx, id, 'invalid-layer');
    await recordAccess(trx, actor, layer, changed);
  });
  return getCatalogueLayer(db, caller, id);
}

/** Adds a field to the layer's table and history in step. */
export async function addField(
  db: Database,
  caller: Caller,
  id: string,
  field: Field,
): Promise<CatalogueLayer> {
  requireManager(caller);
  await asOwner(db, async (trx) => {
    const layer = await lockLayer(trx, id);
    if (!layer) throw unknownLayer(id);
    refuseFaults(id, newFieldFaults(layer, field));
    const extended = { ...layer, fields: [...layer.fields, field] };
    await updateLayer(trx, extended);
    await addFieldColumn(trx, extended, field);
  });
  return getCatalogueLayer(db, caller, id);
}

/**
 * Refuses with `code` where features of the layer overlap, with how many pairs do and the first of them: for
 * work of the owner, whom the layer's own rule lets pass.
 */
export async function refuseOverlaps(
  trx: Transaction<Tables>,
  id: string,
  code: 'invalid-layer' | 'invalid-file',
): Promise<void> {
  const { count, first } = await selectOverlaps(trx, id);
  if (count === 0) return;
  const pairs = count === 1 ? 'si sovrappone una coppia' : `si sovrappongono ${count} coppie`;
  throw refuse(code, `«${id}» è una copertura, ma ${pairs} di elementi. ${first[0]!.message}`, {
    faults: first,
  });
}

async function forCatalogue(
  trx: Transaction<Tables>,
  caller: Caller,
  layers: readonly Layer[],
  union: Union,
): Promise<CatalogueLayer[]> {
  const extents = await selectExtents(
    trx,
    layers.map(({ id }) => id),
    union.storageCrs,
  );
  return layers.map((layer) => ({
    ...layer,
    permissions: {
      edit: mayEditLayer(caller, layer),
      propose: mayPropose(caller, layer, 'anywhere'),
    },
    bbox: extents.get(layer.id) ?? null,
  }));
}

/** `null` takes an optional part away, absence leaves it. */
function patched(layer: Layer, patch: LayerPatch): Layer {
  const parts = Object.entries({ ...layer, ...withoutUndefined(patch) });
  return Object.fromEntries(parts.filter(([, value]) => value !== null)) as unknown as Layer;
}

function withoutUndefined(patch: LayerPatch): LayerPatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function newFieldFaults(layer: Layer, field: Field): Fault[] {
  const faults = fieldFaults(field, 'field');
  if (layer.fields.some(({ name }) => name === field.name))
    faults.push({
      place: 'field/name',
      reason: 'duplicate-field',
      message: `Il campo «${field.name}» esiste già.`,
    });
  // Features that are there already must have a value from the first moment.
  if (field.required && field.default === undefined)
    faults.push({
      place: 'field/default',
      reason: 'required',
      message: `Il campo «${field.name}» è obbligatorio: occorre un valore per gli elementi che ci sono già.`,
    });
  return faults;
}

function refuseFaults(id: string, faults: Fault[]): void {
  if (faults.length > 0)
    throw refuse('invalid-layer', `Il livello «${id}» non è valido: ${faults[0]!.message}`, {
      faults,
    });
}

/**
 * Who may read and edit, where it changes: `before` is null for a new layer. Last in its transaction, as every entry
 * of the record.
 */
export async function recordAccess(
  trx: Transaction<Tables>,
  actor: Actor,
  before: Layer | null,
  after: Layer,
): Promise<void> {
  const was = before && accessOf(before);
  const becomes = accessOf(after);
  if (JSON.stringify(was) === JSON.stringify(becomes)) return;
  await asServer(trx, () =>
    record(trx, {
      event: 'layer-access-changed',
      actor,
      subject: `layer/${after.id}`,
      detail: { before: was, after: becomes },
    }),
  );
}

function accessOf({ readableBy, editableBy, editMode }: Layer) {
  return { readableBy, editableBy, editMode };
}

function requireManager(caller: Caller): void {
  if (!caller) throw refuse('unauthenticated', 'Per modificare il catalogo occorre accedere.');
  if (!mayManageLayers(caller))
    throw refuse('forbidden', 'Il catalogo dei livelli è tenuto dagli amministratori dell’unione.');
}

function unknownLayer(id: string) {
  return refuse('not-found', `Il livello «${id}» non esiste.`);
}
