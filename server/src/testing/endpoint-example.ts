/** What a request of the endpoint matrix is made of. */
import type { World } from './endpoint-world.ts';

export interface Example {
  /** Path parameters by name. */
  params?: Record<string, string | number>;
  query?: string;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is text. */
  body?: unknown;
  /** Who may: the union's administrator unless said; `nobody` sends no credential at all. */
  right?: 'admin' | 'planner' | 'nobody';
  /** The session of somebody else who may: for what would end an administrator's own access. */
  cookie?: string;
  /** What whoever may is answered, where it is not a success: why is to be said beside it. */
  status?: number;
  /**
   * What a planner of H434 is answered to a request that is not public: `refused` (401, 403, 404) unless said;
   * `own`: something, without a word of C096; `common`: what all offices see; `untried`: it would change the
   * neighbour's own access.
   */
  neighbour?: 'own' | 'common' | 'untried';
}

export type MakeExample = (world: World) => Example | Promise<Example>;
