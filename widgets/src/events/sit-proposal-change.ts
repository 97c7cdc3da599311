/** A proposal has been opened, edited, decided or published on this page. */
export class SitProposalChangeEvent extends Event {
  readonly proposal: string;

  constructor(proposal: string) {
    super('sit-proposal-change', { bubbles: true, composed: true });
    this.proposal = proposal;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-proposal-change': SitProposalChangeEvent;
  }
}
