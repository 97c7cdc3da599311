/** Typed calls to `/api/people`, for the union's administrators. */
import type { SessionBody } from '@sit/core/api-auth';
import type {
  InvitationRequest,
  InvitationResponse,
  PeopleResponse,
  PersonBody,
  PersonPatch,
} from '@sit/core/api-people';
import type { Grant } from '@sit/core/permission';
import type { PageQuery } from './proposals.ts';
import { searchOf } from './request.ts';
import { Calls } from './send.ts';

export interface PeopleQuery extends PageQuery {
  /** Part of a name or an address. */
  text?: string | undefined;
  /** Cadastral code: those with a role there. */
  municipality?: string | undefined;
}

/** Everything refuses with `forbidden`; what would leave no administrator, with `last-administrator`. */
export class PeopleCalls extends Calls {
  list({ signal, ...query }: PeopleQuery = {}): Promise<PeopleResponse> {
    return this.send('GET', `/api/people${searchOf({ ...query })}`, { signal });
  }

  /** Throws `already-exists`. */
  invite(invitation: InvitationRequest): Promise<InvitationResponse> {
    return this.send('POST', '/api/people', { body: invitation });
  }

  change(id: string, patch: PersonPatch): Promise<PersonBody> {
    return this.send('PATCH', pathOf(id), { body: patch });
  }

  /** In place of all the roles given by hand before. */
  setGrants(id: string, grants: readonly Grant[]): Promise<PersonBody> {
    return this.send('PUT', `${pathOf(id)}/grants`, { body: { grants } });
  }

  inviteAgain(id: string): Promise<InvitationResponse> {
    return this.send('POST', `${pathOf(id)}/invitation`, { body: {} });
  }

  async resetSecondFactor(id: string): Promise<void> {
    await this.send('DELETE', `${pathOf(id)}/second-factor`);
  }

  async sessions(id: string, signal?: AbortSignal): Promise<SessionBody[]> {
    const path = `${pathOf(id)}/sessions`;
    return (await this.send<{ sessions: SessionBody[] }>('GET', path, { signal })).sessions;
  }

  async endSession(id: string, session: string): Promise<void> {
    await this.send('DELETE', `${pathOf(id)}/sessions/${encodeURIComponent(session)}`);
  }

  async endSessions(id: string): Promise<void> {
    await this.send('DELETE', `${pathOf(id)}/sessions`);
  }
}

function pathOf(id: string): string {
  return `/api/people/${encodeURIComponent(id)}`;
}
