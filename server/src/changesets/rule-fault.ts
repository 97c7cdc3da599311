/** What the database says of a broken territorial rule: the DETAIL of its errors, and its answers when asked. */
import type { Fault } from '@sit/core/problem';
import { RULE_STATES } from '@sit/core/rules';

export interface RuleFault extends Omit<Fault, 'place'> {
  layer: string;
  fid: number;
}

const STATES: readonly string[] = Object.values(RULE_STATES);

/** Null for an error of another kind. */
export function ruleFaultOf(error: unknown): RuleFault | null {
  const { code, detail } = error as { code?: string; detail?: string };
  return code !== undefined && detail !== undefined && STATES.includes(code)
    ? (JSON.parse(detail) as RuleFault)
    : null;
}

/** The fault at `place`, which names the feature already. */
export function faultAt(place: string, fault: RuleFault): Fault {
  const { reason, message, position, other, area, distance, orphans } = fault;
  return { place, reason, message, position, other, area, distance, orphans };
}
