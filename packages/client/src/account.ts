/** Typed calls to `/api/auth/account`: what people do with their own account. */
import type {
  AccountResponse,
  RecoveryCodesResponse,
  SecondFactorSetUpResponse,
} from '@sit/core/api-auth';
import { Calls } from './send.ts';

const PATH = '/api/auth/account';

export class AccountCalls extends Calls {
  get(signal?: AbortSignal): Promise<AccountResponse> {
    return this.send('GET', PATH, { signal });
  }

  /** Throws `wrong-credentials`, `weak-password`. */
  async changePassword(current: string, password: string): Promise<void> {
    await this.send('PUT', `${PATH}/password`, { body: { current, password } });
  }

  /** The secret for an authenticator; nothing holds before {@link confirmSecondFactor}. */
  setUpSecondFactor(password: string): Promise<SecondFactorSetUpResponse> {
    return this.send('POST', `${PATH}/second-factor`, { body: { password } });
  }

  /** The recovery codes, told this once. */
  async confirmSecondFactor(code: string): Promise<string[]> {
    const path = `${PATH}/second-factor`;
    return (await this.send<RecoveryCodesResponse>('PUT', path, { body: { code } })).recoveryCodes;
  }

  async removeSecondFactor(password: string, code: string): Promise<void> {
    await this.send('POST', `${PATH}/second-factor/removal`, { body: { password, code } });
  }

  async endSession(id: string): Promise<void> {
    await this.send('DELETE', `${PATH}/sessions/${encodeURIComponent(id)}`);
  }

  /** All but the one that asks. */
  async endOtherSessions(): Promise<void> {
    await this.send('DELETE', `${PATH}/sessions`);
  }
}
