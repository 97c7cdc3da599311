/** Typed calls to `/api/keys` and `/api/origins`, for the union's administrators. */
import type {
  KeyBody,
  KeyRequest,
  NewKeyResponse,
  RegisteredOriginBody,
} from '@sit/core/api-people';
import { Calls } from './send.ts';

export class KeyCalls extends Calls {
  /** Revoked ones too. */
  async list(signal?: AbortSignal): Promise<KeyBody[]> {
    return (await this.send<{ keys: KeyBody[] }>('GET', '/api/keys', { signal })).keys;
  }

  /** A service key's token is told this once. */
  make(request: KeyRequest): Promise<NewKeyResponse> {
    return this.send('POST', '/api/keys', { body: request });
  }

  /** Another token in its place; the former goes on working for so many hours. */
  rotate(id: string, graceHours: number): Promise<NewKeyResponse> {
    return this.send('POST', `${pathOf(id)}/rotation`, { body: { graceHours } });
  }

  async revoke(id: string): Promise<void> {
    await this.send('DELETE', pathOf(id));
  }
}

export class OriginCalls extends Calls {
  async list(signal?: AbortSignal): Promise<RegisteredOriginBody[]> {
    const path = '/api/origins';
    return (await this.send<{ origins: RegisteredOriginBody[] }>('GET', path, { signal })).origins;
  }

  /** Cadastral code, or null for the union's own portal. Throws `invalid-request` for what is no origin. */
  register(origin: string, municipality: string | null): Promise<RegisteredOriginBody> {
    const path = `/api/origins/${encodeURIComponent(origin)}`;
    return this.send('PUT', path, { body: { municipality } });
  }

  async remove(origin: string): Promise<void> {
    await this.send('DELETE', `/api/origins/${encodeURIComponent(origin)}`);
  }
}

function pathOf(id: string): string {
  return `/api/keys/${encodeURIComponent(id)}`;
}
