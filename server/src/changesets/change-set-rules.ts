/** A change set before the territory's rules, when all of it is written: faults by operation, and what to warn of. */
import type { ChangeOperation, ChangeResult, ChangeWarning } from '@sit/core/feature';
import type { Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { refuse } from '../http/problem.ts';
import { faultAt, ruleFaultOf } from './rule-fault.ts';
import type { RuleFault } from './rule-fault.ts';
import { selectGaps, selectOutside, selectOverlaps, settleRules } from './rule.repository.ts';

type Trx = Transaction<Tables>;

/** Beyond this many faults a caller is better served by mending these first; and gaps alike. */
const MOST = 100;

/** Refuses `invalid-feature` with a fault for each feature outside its municipality or on another's land. */
export async function holdRules(
  trx: Trx,
  layers: Iterable<Layer>,
  operations: readonly ChangeOperation[],
  results: readonly ChangeResult[],
): Promise<void> {
  const broken = await settleRules(trx);
  if (broken === null) return;
  const first = ruleFaultOf(broken);
  if (!first) throw broken;
  const found: RuleFault[] = [];
  for (const layer of layers) {
    const written = results.filter((result) => result.layer === layer.id);
    found.push(...(await selectOutside(trx, layer, written)));
    if (layer.coverage) found.push(...(await selectOverlaps(trx, layer, written)));
  }
  if (!found.some(({ reason }) => reason === first.reason)) found.unshift(first);
  const faults = found.slice(0, MOST).map((fault) => toFault(fault, operations, results));
  throw refuse('invalid-feature', faults[0]!.message, { faults });
}

/** Gaps in the coverage layers among `layers`. */
export async function findWarnings(
  trx: Trx,
  layers: Iterable<Layer>,
  results: readonly ChangeResult[],
): Promise<ChangeWarning[]> {
  const warnings: ChangeWarning[] = [];
  for (const layer of layers) {
    if (!layer.coverage) continue;
    const written = results.filter((result) => result.layer === layer.id);
    for (const { area, position } of await selectGaps(trx, layer, written, MOST))
      warnings.push({ layer: layer.id, reason: 'gap', area: Number(area.toFixed(4)), position });
  }
  return warnings;
}

function toFault(
  fault: RuleFault,
  operations: readonly ChangeOperation[],
  results: readonly ChangeResult[],
): Fault {
  const { layer, fid } = fault;
  const index = results.findIndex((result) => result.layer === layer && result.fid === fid);
  const operation = operations[index]!;
  const part = partAtFault(operation);
  const place = part === null ? `operations/${index}` : `operations/${index}/${part}`;
  if (operation.operation !== 'create') return faultAt(place, fault);
  // Its number goes with the refusal.
  const message = fault.message.replace(`L’elemento ${fid} di`, 'Il nuovo elemento di');
  return faultAt(place, { ...fault, message });
}

function partAtFault(operation: ChangeOperation): string | null {
  if (operation.operation === 'delete') return null;
  if (operation.geometry) return 'geometry';
  return operation.municipality === undefined ? 'properties' : 'municipality';
}
