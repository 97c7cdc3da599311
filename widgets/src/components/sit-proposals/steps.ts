/** Takes the steps of a proposal; a publication that is sent again is the same one. */
import type { ProposalCalls } from '@sit/client/proposals';
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ProposalStep } from '@sit/core/proposal';
import { randomUuid } from '../../internal/uuid.ts';

export class Steps {
  /** By proposal and revision: the change set it is published as. */
  readonly #publications = new Map<string, string>();

  async take(
    step: ProposalStep,
    known: ProposalDetail,
    calls: ProposalCalls,
    reason: string,
  ): Promise<void> {
    if (step === 'submit') await calls.submit(known);
    else if (step === 'publish') await calls.publish(known, this.#publication(known));
    else if (step === 'reject') await calls.reject(known, reason);
    else await calls[step](known, reason || undefined);
  }

  #publication({ id, revision }: ProposalDetail): string {
    const key = `${id} ${revision}`;
    const changeSet = this.#publications.get(key) ?? randomUuid();
    this.#publications.set(key, changeSet);
    return changeSet;
  }
}
