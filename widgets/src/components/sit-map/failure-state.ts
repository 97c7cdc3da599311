/** What a map shows when it could not be loaded. */
import { ClientProblem, NetworkProblem } from '@sit/client/problem';
import type { Translation } from '../../translations/translation.ts';
import type { MapState } from './sit-map.states.ts';

export function failureState(error: unknown, t: Translation): MapState {
  if (error instanceof NetworkProblem) return { kind: 'offline' };
  if (error instanceof ClientProblem) return { kind: 'failed', detail: error.problem.detail };
  const noWebGL = error instanceof Error && error.name === 'GPUInitializationError';
  return { kind: 'failed', detail: noWebGL ? t.map.noWebGL : String(error) };
}
