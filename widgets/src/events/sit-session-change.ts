import type { Principal } from '@sit/core/permission';

export type SessionChangeReason = 'signed-in' | 'signed-out' | 'expired';

/** Somebody has signed in or out, or the session has come to its end. Open edits stay. */
export class SitSessionChangeEvent extends Event {
  readonly principal: Principal | null;
  readonly reason: SessionChangeReason;

  constructor(principal: Principal | null, reason: SessionChangeReason) {
    super('sit-session-change', { bubbles: true, composed: true });
    this.principal = principal;
    this.reason = reason;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-session-change': SitSessionChangeEvent;
  }
}
