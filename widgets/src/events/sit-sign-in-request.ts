import type { Principal } from '@sit/core/permission';

/**
 * Somebody must sign in to go on. Who can show a form calls `preventDefault()` and `respondWith()`;
 * where nobody does, the map opens the server's own sign-in page.
 */
export class SitSignInRequestEvent extends Event {
  answer: Promise<Principal | null> | null = null;

  constructor() {
    super('sit-sign-in-request', { bubbles: true, composed: true, cancelable: true });
  }

  respondWith(answer: Promise<Principal | null>): void {
    this.answer = answer;
    this.preventDefault();
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-sign-in-request': SitSignInRequestEvent;
  }
}
