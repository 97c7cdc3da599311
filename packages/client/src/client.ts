/** Typed calls to a SIT server: catalogue, features, change sets, session. No parsing at run time: the server is trusted. */
import type {
  ChangeSetList,
  FeatureVersionDetail,
  FeatureVersions,
  Lineage,
  RestoreRequest,
  RevertRequest,
  VersionDifference,
} from '@sit/core/api-history';
import type { BBox } from '@sit/core/geometry';
import type { ChangeSet, ChangeSetResult, Feature } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import type { Principal } from '@sit/core/permission';
import type { UnionPatch } from '@sit/core/api-proposal';
import type { Municipality, Union } from '@sit/core/tenant';
import { NetworkProblem, problemOf } from './problem.ts';
import { ProposalCalls } from './proposals.ts';
import type { SendOptions } from './proposals.ts';
import { definite, post, searchOf } from './request.ts';
import type { RequestOptions } from './request.ts';

/** A layer as the catalogue gives it to this caller. `bbox` is WGS 84; null while the layer is empty. */
export type CatalogueLayer = Layer & {
  permissions: { edit: boolean; propose: boolean };
  bbox: BBox | null;
};

export interface Catalogue {
  /** In drawing order. */
  layers: CatalogueLayer[];
  union: Union;
}

export interface ItemsQuery {
  /** WGS 84, `[west, south, east, north]`. */
  bbox?: BBox | undefined;
  limit?: number | undefined;
  /** RFC 3339 instant or interval (OGC API Features §7.15.4). */
  datetime?: string | undefined;
  /** Id of a proposal: the layer as it would be, features that differ marked by `proposal_change` (core/proposal.ts). */
  proposal?: string | undefined;
  /** Only what is in force on this day, `YYYY-MM-DD`; for layers with legal time. */
  legalDate?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface VersionsQuery {
  before?: number | undefined;
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ChangeSetsQuery {
  layer?: string | undefined;
  municipality?: string | undefined;
  author?: string | undefined;
  /** RFC 3339 instants: committed from the one on, before the other. */
  from?: string | undefined;
  to?: string | undefined;
  limit?: number | undefined;
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface FeatureCollection {
  type: 'FeatureCollection';
  features: Feature[];
  numberReturned: number;
  numberMatched?: number | undefined;
  links: { rel: string; href: string; type?: string | undefined }[];
}

export interface ClientOptions {
  /** The server's base URL; relative ones are resolved against the page. */
  server: string;
  fetch?: typeof globalThis.fetch | undefined;
  /** Embedding token, where the page is of another origin. */
  token?: string | null | undefined;
  /** Told when the server knows no session for a call that needs one: it has expired. */
  onUnauthenticated?: (() => void) | undefined;
}

export class SitClient {
  /** Absolute, without a trailing slash. */
  readonly server: string;
  readonly proposals: ProposalCalls = new ProposalCalls((method, path, more) =>
    this.#send(method, path, more),
  );
  readonly #fetch: typeof globalThis.fetch;
  readonly #onUnauthenticated: (() => void) | undefined;
  #token: string | null;

  constructor(options: ClientOptions) {
    this.server = new URL(options.server, globalThis.location?.href).href.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#token = options.token ?? null;
    this.#onUnauthenticated = options.onUnauthenticated;
  }

  get token(): string | null {
    return this.#token;
  }

  /** The token is kept in memory only; null forgets it. */
  setToken(token: string | null): void {
    this.#token = token;
  }

  layers(signal?: AbortSignal): Promise<Catalogue> {
    return this.#get('/api/layers', signal);
  }

  async municipalities(signal?: AbortSignal): Promise<Municipality[]> {
    const path = '/api/municipalities';
    return (await this.#get<{ municipalities: Municipality[] }>(path, signal)).municipalities;
  }

  items(layer: string, query: ItemsQuery = {}): Promise<FeatureCollection> {
    const { bbox, limit, legalDate, signal, ...more } = query;
    const search = searchOf({ bbox: bbox?.join(','), limit, ...more, 'legal-date': legalDate });
    return this.#get(`${itemsPath(layer)}${search}`, signal);
  }

  /** The exact feature with the ETag a write must name; throws `not-found` where there is none. */
  async item(
    layer: string,
    fid: number,
    { datetime, proposal, signal }: Omit<ItemsQuery, 'bbox' | 'limit' | 'legalDate'> = {},
  ): Promise<{ feature: Feature; etag: string }> {
    const search = searchOf({ datetime, proposal });
    // Not from the HTTP cache unasked: who opens a feature to edit it needs the version of now.
    const path = `${itemsPath(layer)}/${fid}${search}`;
    const response = await this.#request(path, { cache: 'no-cache', signal });
    return { feature: await response.json(), etag: response.headers.get('etag') ?? '' };
  }

  /** URL of the feature for people and machines: HTML or GeoJSON by what is asked for. */
  itemUrl(layer: string, fid: number): string {
    return `${this.server}${itemsPath(layer)}/${fid}`;
  }

  /** Writes all or nothing. After a {@link NetworkProblem} it may be sent again: `changeSet.id` keeps it from happening twice. */
  async commit(changeSet: ChangeSet, signal?: AbortSignal): Promise<ChangeSetResult> {
    const response = await this.#request('/api/changesets', post(changeSet, signal));
    return response.json();
  }

  union(signal?: AbortSignal): Promise<Union> {
    return this.#get('/api/union', signal);
  }

  /** For administrators. */
  changeUnion(patch: UnionPatch): Promise<Union> {
    return this.#send('PATCH', '/api/union', { body: patch });
  }

  /** Newest first; from below version `before` on. */
  versions(
    layer: string,
    fid: number,
    { before, limit, signal }: VersionsQuery = {},
  ): Promise<FeatureVersions> {
    const search = searchOf({ before, limit });
    return this.#get(`${featurePath(layer, fid)}/versions${search}`, signal);
  }

  version(
    layer: string,
    fid: number,
    version: number,
    signal?: AbortSignal,
  ): Promise<FeatureVersionDetail> {
    return this.#get(`${featurePath(layer, fid)}/versions/${version}`, signal);
  }

  /** What changed from version `from`, or the one before, to version `to`. */
  difference(
    layer: string,
    fid: number,
    { from, to, signal }: { from?: number; to: number; signal?: AbortSignal | undefined },
  ): Promise<VersionDifference> {
    const path = `${featurePath(layer, fid)}/versions/${to}/difference`;
    return this.#get(`${path}${searchOf({ from })}`, signal);
  }

  /** Sets a feature back, deleted (`baseVersion` null) or not, as a new change set; may be sent again like {@link commit}. */
  async restore(layer: string, fid: number, request: RestoreRequest): Promise<ChangeSetResult> {
    const response = await this.#request(`${featurePath(layer, fid)}/restore`, post(request));
    return response.json();
  }

  /** Undoes a change set as a new one; throws `stale-version` when something of it has changed since. */
  async revert(changeSet: string, request: RevertRequest): Promise<ChangeSetResult> {
    const path = `/api/changesets/${encodeURIComponent(changeSet)}/revert`;
    return (await this.#request(path, post(request))).json();
  }

  /** Newest first; for who holds a role. */
  changeSets({ signal, ...query }: ChangeSetsQuery = {}): Promise<ChangeSetList> {
    return this.#get(`/api/changesets${searchOf(query)}`, signal);
  }

  lineage(
    layer: string,
    fid: number,
    { depth, signal }: { depth?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<Lineage> {
    return this.#get(`${featurePath(layer, fid)}/lineage${searchOf({ depth })}`, signal);
  }

  /** The stream of changes, open, from the event after `lastEventId` or from now on; `live.ts` reads it. */
  changes(lastEventId: string | null, signal: AbortSignal): Promise<Response> {
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
    };
    return this.#request('/api/changes', { headers, cache: 'no-store', signal });
  }

  async session(signal?: AbortSignal): Promise<Principal | null> {
    return (await this.#get<{ principal: Principal | null }>('/api/auth/session', signal))
      .principal;
  }

  /** Sets the session cookie; only from a page of the server's own origin. */
  async signIn(email: string, password: string): Promise<Principal> {
    const response = await this.#request('/api/auth/sign-in', post({ email, password }));
    return ((await response.json()) as { principal: Principal }).principal;
  }

  async signOut(): Promise<void> {
    await this.#request('/api/auth/sign-out', post({}));
    this.#token = null;
  }

  /** A short-lived token for a registered portal's `origin`, asked for by the sign-in pop-up with its cookie. */
  async embedToken(origin: string): Promise<EmbedToken> {
    const response = await this.#request('/api/auth/embed-token', post({ origin }));
    return response.json();
  }

  async #send<T>(
    method: string,
    path: string,
    { body, ifMatch, signal }: SendOptions = {},
  ): Promise<T> {
    const response = await this.#request(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    return response.json() as Promise<T>;
  }

  async #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const response = await this.#request(path, { signal });
    return response.json() as Promise<T>;
  }

  async #request(path: string, init: RequestOptions): Promise<Response> {
    const url = `${this.server}${path}`;
    const headers = new Headers(init.headers);
    if (!headers.has('accept'))
      headers.set('accept', 'application/geo+json, application/json;q=0.9');
    if (this.#token !== null) headers.set('authorization', `Bearer ${this.#token}`);
    let response: Response;
    try {
      // Cookies go to the server's own pages only: third-party cookies are never relied on.
      response = await this.#fetch(url, { ...definite(init), headers, credentials: 'same-origin' });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new NetworkProblem(url, cause);
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.code === 'unauthenticated') this.#onUnauthenticated?.();
    throw problem;
  }
}

export interface EmbedToken {
  token: string;
  /** RFC 3339 instant. */
  expiresAt: string;
  principal: Principal;
}

function itemsPath(layer: string): string {
  return `/ogc/collections/${encodeURIComponent(layer)}/items`;
}

function featurePath(layer: string, fid: number): string {
  return `/api/layers/${encodeURIComponent(layer)}/features/${fid}`;
}
