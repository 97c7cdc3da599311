/** Somebody wants to see a proposal: `sit-proposals` answers by opening it. */
export class SitProposalOpenEvent extends Event {
  readonly proposal: string;

  constructor(proposal: string) {
    super('sit-proposal-open', { bubbles: true, composed: true });
    this.proposal = proposal;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-proposal-open': SitProposalOpenEvent;
  }
}
