import type { ProblemDetails } from '@sit/core/problem';

/** Something did not go: `problem` is null where the server could not be reached. */
export class SitErrorEvent extends Event {
  readonly problem: ProblemDetails | null;
  readonly error: unknown;

  constructor(problem: ProblemDetails | null, error: unknown) {
    super('sit-error', { bubbles: true, composed: true });
    this.problem = problem;
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-error': SitErrorEvent;
  }
}
