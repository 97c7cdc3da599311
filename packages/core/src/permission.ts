/** Who may do what: the one table that the API, the widgets' buttons and the database's policies follow. */
import type { Layer } from './layer.ts';

/** From the widest to the narrowest; the first two hold for the whole union, the others in a municipality. */
export const ROLES = ['union-admin', 'union-editor', 'planner', 'officer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const UNION_ROLES: readonly Role[] = ['union-admin', 'union-editor'];

export function isUnionRole(role: Role): boolean {
  return UNION_ROLES.includes(role);
}

/** A role and where it holds: `municipality` is null for the whole union. */
export interface Grant {
  role: Role;
  municipality: string | null;
}

export interface Principal {
  userId: string;
  name: string;
  email: string;
  grants: Grant[];
  /** What an API key narrows its holder's rights to; absent for people. */
  limits?: KeyLimits | undefined;
}

export interface KeyLimits {
  /** Ids; null for every layer the grants allow. */
  layers: readonly string[] | null;
  write: boolean;
}

/** Nobody signed in is `null`. */
export type Caller = Principal | null;

/** Where a role may do something: `own` is the municipality it was given for. */
type Reach = 'nowhere' | 'own' | 'union';

/**
 * Reading features does not depend on whose they are: the union's layers are common to its offices, and a
 * claim in a policy for reading would keep `bbox` off its index. `edit-…` are the layers whose `editableBy`
 * names that role.
 */
export const PERMISSIONS = {
  'read-internal': roles('union', 'union', 'union', 'union', 'union'),
  'edit-planner': roles('union', 'union', 'own', 'nowhere', 'nowhere'),
  'edit-union-editor': roles('union', 'union', 'nowhere', 'nowhere', 'nowhere'),
  'edit-union-admin': roles('union', 'nowhere', 'nowhere', 'nowhere', 'nowhere'),
  'edit-nobody': roles('nowhere', 'nowhere', 'nowhere', 'nowhere', 'nowhere'),
  'see-proposals': roles('union', 'union', 'own', 'own', 'own'),
  'review-proposals': roles('union', 'union', 'own', 'nowhere', 'nowhere'),
  'manage-layers': roles('union', 'nowhere', 'nowhere', 'nowhere', 'nowhere'),
  'manage-union': roles('union', 'nowhere', 'nowhere', 'nowhere', 'nowhere'),
} as const satisfies Record<string, Readonly<Record<Role, Reach>>>;

export type Action = keyof typeof PERMISSIONS;

function roles(...reaches: [Reach, Reach, Reach, Reach, Reach]): Readonly<Record<Role, Reach>> {
  return Object.fromEntries(ROLES.map((role, index) => [role, reaches[index]!])) as Record<
    Role,
    Reach
  >;
}

/** A page's public key: it holds no role, and stands for whoever looks at the page. */
export function isEmbedKey(caller: Caller): boolean {
  return caller?.limits !== undefined && caller.grants.length === 0;
}

/** Codes of the municipalities in which the caller may; `all` for the whole union. */
export function whereMay(caller: Caller, action: Action): string[] | 'all' {
  const grants = caller?.grants ?? [];
  const reach: Readonly<Record<Role, Reach>> = PERMISSIONS[action];
  if (grants.some(({ role }) => reach[role] === 'union')) return 'all';
  return grants.flatMap(({ role, municipality }) =>
    reach[role] === 'own' && municipality !== null ? [municipality] : [],
  );
}

/** In that municipality; `anywhere` asks whether there is one at all. */
export function may(caller: Caller, action: Action, municipality: string | 'anywhere'): boolean {
  const where = whereMay(caller, action);
  if (where === 'all') return true;
  return municipality === 'anywhere' ? where.length > 0 : where.includes(municipality);
}

export function holdsRole(caller: Caller, role: Role): boolean {
  return caller?.grants.some((grant) => grant.role === role) ?? false;
}

export function isUnionAdmin(caller: Caller): boolean {
  return holdsRole(caller, 'union-admin');
}

/** One of the union's two offices that edit everywhere. */
export function editsForUnion(caller: Caller): boolean {
  return whereMay(caller, 'edit-union-editor') === 'all';
}

/** Codes of the municipalities whose features the caller plans. */
export function plannedMunicipalities(caller: Caller): string[] | 'all' {
  return whereMay(caller, 'edit-planner');
}

/** Codes of the municipalities in whose offices the caller holds any role. */
export function officesOf(caller: Caller): string[] | 'all' {
  return whereMay(caller, 'see-proposals');
}

export function mayReadLayer(
  caller: Caller,
  { id, readableBy }: Pick<Layer, 'id' | 'readableBy'>,
): boolean {
  if (caller?.limits?.layers?.includes(id) === false) return false;
  if (readableBy === 'public') return true;
  if (!may(caller, 'read-internal', 'anywhere')) return false;
  if (readableBy === 'offices' || isUnionAdmin(caller)) return true;
  return readableBy.some((role) => holdsRole(caller, role));
}

type Proposing = Pick<Layer, 'id' | 'readableBy' | 'editableBy'>;
type Editing = Proposing & Pick<Layer, 'editMode'>;

/** By change sets of one's own; what a layer takes only by proposal nobody may. */
export function mayEditLayer(caller: Caller, layer: Editing): boolean {
  return layer.editMode === 'direct' && mayPropose(caller, layer, 'anywhere');
}

export function mayEditFeature(caller: Caller, layer: Editing, municipality: string): boolean {
  return layer.editMode === 'direct' && mayPropose(caller, layer, municipality);
}

/** Whoever might edit, whether the layer takes it directly or by proposal only. */
export function mayPropose(
  caller: Caller,
  layer: Proposing,
  municipality: string | 'anywhere',
): boolean {
  return mayReadLayer(caller, layer) && may(caller, editAction(layer), municipality);
}

export function mayReviewProposals(caller: Caller, municipality: string): boolean {
  return may(caller, 'review-proposals', municipality);
}

/** Layers are made, changed and filled by import by the union only. */
export function mayManageLayers(caller: Caller): boolean {
  return may(caller, 'manage-layers', 'anywhere') && !isNarrowed(caller);
}

/** People, their roles, keys, portals and the record of what was done: the union's administrators', themselves. */
export function mayManageUnion(caller: Caller): boolean {
  return may(caller, 'manage-union', 'anywhere') && !caller?.limits;
}

/** Telling others of every change, of the offices' layers too, is the union's. */
export function mayManageWebhooks(caller: Caller): boolean {
  return may(caller, 'manage-union', 'anywhere') && !isNarrowed(caller);
}

/** Proposals are of whatever layers their edits touch: who holds a role sees those of their offices, whole. */
export function maySeeProposals(caller: Caller): boolean {
  return may(caller, 'see-proposals', 'anywhere') && !isNarrowed(caller);
}

/** A key for some layers has no part in what is about all of them. */
export function isNarrowed(caller: Caller): boolean {
  return (caller?.limits?.layers ?? null) !== null;
}

function editAction({ editableBy }: Pick<Layer, 'editableBy'>): Action {
  return `edit-${editableBy}`;
}
