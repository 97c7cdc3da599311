/** Who may do what: the one table that the API, the widgets' buttons and the database's policies follow. */
import type { Layer } from './layer.ts';

export type Role = 'union-admin' | 'planner';

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
}

/** Nobody signed in is `null`. */
export type Caller = Principal | null;

export function isUnionAdmin(caller: Caller): boolean {
  return caller?.grants.some((grant) => grant.role === 'union-admin') ?? false;
}

/** Codes of the municipalities whose features the caller plans; `all` for the union's administrators. */
export function plannedMunicipalities(caller: Caller): string[] | 'all' {
  if (isUnionAdmin(caller)) return 'all';
  return (caller?.grants ?? []).flatMap((grant) =>
    grant.role === 'planner' && grant.municipality ? [grant.municipality] : [],
  );
}

export function mayReadLayer(caller: Caller, layer: Pick<Layer, 'readableBy'>): boolean {
  return layer.readableBy === 'public' || (caller?.grants.length ?? 0) > 0;
}

export function mayEditLayer(caller: Caller, layer: Pick<Layer, 'editableBy'>): boolean {
  if (layer.editableBy === 'nobody') return false;
  if (isUnionAdmin(caller)) return true;
  return layer.editableBy === 'planner' && plannedMunicipalities(caller).length > 0;
}

export function mayEditFeature(
  caller: Caller,
  layer: Pick<Layer, 'editableBy'>,
  municipality: string,
): boolean {
  if (!mayEditLayer(caller, layer)) return false;
  const planned = plannedMunicipalities(caller);
  return planned === 'all' || planned.includes(municipality);
}

/** Layers are made, changed and filled by import by the union only. */
export function mayManageLayers(caller: Caller): boolean {
  return isUnionAdmin(caller);
}
