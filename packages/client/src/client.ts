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
import type { UnionPatch } from '@sit/core/api-proposal';
import type { Municipality, Union } from '@sit/core/tenant';
import { AuthCalls } from './auth.ts';
import { ProposalCalls } from './proposals.ts';
import { searchOf } from './request.ts';
import type { RequestOptions } from './request.ts';
import type { Send } from './send.ts';
import { Transport } from './transport.ts';
import type { TransportOptions } from './transport.ts';

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

export class SitClient {
  readonly #transport: Transport;
  /** For groups of calls that only some pages need (people.ts, keys.ts, audit.ts). */
  readonly send: Send = async (method, path, { body, ifMatch, signal } = {}) => {
    const response = await this.#request(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  readonly auth: AuthCalls;
  readonly proposals: ProposalCalls = new ProposalCalls(this.send);

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
    this.auth = new AuthCalls(this.send, this.#transport);
  }

  /** Absolute, without a trailing slash. */
  get server(): string {
    return this.#transport.server;
  }

  /** The access token of who is signed in on another site's page; null elsewhere. */
  get token(): string | null {
    return this.#transport.token;
  }

  /** Forgets whose page it is, without telling the server. */
  forget(): void {
    this.#transport.forget();
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

  /** Writes all or nothing. After a NetworkProblem it may be sent again: `changeSet.id` keeps it from happening twice. */
  commit(changeSet: ChangeSet, signal?: AbortSignal): Promise<ChangeSetResult> {
    return this.send('POST', '/api/changesets', { body: changeSet, signal });
  }

  union(signal?: AbortSignal): Promise<Union> {
    return this.#get('/api/union', signal);
  }

  /** For administrators. */
  changeUnion(patch: UnionPatch): Promise<Union> {
    return this.send('PATCH', '/api/union', { body: patch });
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
  restore(layer: string, fid: number, request: RestoreRequest): Promise<ChangeSetResult> {
    return this.send('POST', `${featurePath(layer, fid)}/restore`, { body: request });
  }

  /** Undoes a change set as a new one; throws `stale-version` when something of it has changed since. */
  revert(changeSet: string, request: RevertRequest): Promise<ChangeSetResult> {
    const path = `/api/changesets/${encodeURIComponent(changeSet)}/revert`;
    return this.send('POST', path, { body: request });
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

  #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.send('GET', path, { signal });
  }

  #request(path: string, init: RequestOptions): Promise<Response> {
    return this.#transport.request(path, init);
  }
}

function itemsPath(layer: string): string {
  return `/ogc/collections/${encodeURIComponent(layer)}/items`;
}

function featurePath(layer: string, fid: number): string {
  return `/api/layers/${encodeURIComponent(layer)}/features/${fid}`;
}
