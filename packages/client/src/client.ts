/** Typed calls to a SIT server: catalogue, features, change sets, session. No parsing at run time: the server is trusted. */
import type { BBox } from '@sit/core/geometry';
import type { ChangeSet, ChangeSetResult, Feature } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import type { Principal } from '@sit/core/permission';
import type { Municipality, Union } from '@sit/core/tenant';
import { NetworkProblem, problemOf } from './problem.ts';

/** A layer as the catalogue gives it to this caller. `bbox` is WGS 84; null while the layer is empty. */
export type CatalogueLayer = Layer & { permissions: { edit: boolean }; bbox: BBox | null };

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
    const body = await this.#get<{ municipalities: Municipality[] }>('/api/municipalities', signal);
    return body.municipalities;
  }

  items(layer: string, query: ItemsQuery = {}): Promise<FeatureCollection> {
    const parameters = new URLSearchParams();
    if (query.bbox) parameters.set('bbox', query.bbox.join(','));
    if (query.limit !== undefined) parameters.set('limit', String(query.limit));
    if (query.datetime) parameters.set('datetime', query.datetime);
    const search = parameters.size > 0 ? `?${parameters}` : '';
    return this.#get(`${itemsPath(layer)}${search}`, query.signal);
  }

  /** The exact feature with the ETag a write must name; throws `not-found` where there is none. */
  async item(
    layer: string,
    fid: number,
    signal?: AbortSignal,
  ): Promise<{ feature: Feature; etag: string }> {
    // Not from the HTTP cache unasked: who opens a feature to edit it needs the version of now.
    const response = await this.#request(`${itemsPath(layer)}/${fid}`, {
      cache: 'no-cache',
      signal,
    });
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

type RequestOptions = Omit<RequestInit, 'signal'> & { signal?: AbortSignal | undefined };

function itemsPath(layer: string): string {
  return `/ogc/collections/${encodeURIComponent(layer)}/items`;
}

function post(body: unknown, signal?: AbortSignal): RequestOptions {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  };
}

function definite({ signal, ...init }: RequestOptions): RequestInit {
  return signal ? { ...init, signal } : init;
}
