/** What groups of calls are given to speak through. */

/** Sends a request and gives its JSON, undefined for an empty answer; throws ClientProblem and NetworkProblem. */
export type Send = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  more?: SendOptions,
) => Promise<T>;

export interface SendOptions {
  body?: unknown;
  ifMatch?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Base of a group of calls. */
export abstract class Calls {
  protected readonly send: Send;

  constructor(send: Send) {
    this.send = send;
  }
}
