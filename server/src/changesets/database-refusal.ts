/** The database's own refusals, as those of the API: its rules are the last line, and these are their words. */
import type { Fault } from '@sit/core/problem';
import { refuse } from '../http/problem.ts';
import { fieldOfCheck } from '../layers/field-check.ts';
import { faultAt, ruleFaultOf } from './rule-fault.ts';

/** What postgres.js tells of a PostgreSQL error. */
interface DatabaseError {
  code: string;
  constraint_name?: string;
  column_name?: string;
}

/** A refusal for what the database refused by rule; any other error as it is. */
export function databaseRefusal(error: unknown): unknown {
  if (!isDatabaseError(error)) return error;
  const broken = ruleFaultOf(error);
  if (broken) return invalid(faultAt('geometry', broken));
  switch (error.code) {
    case '42501': // insufficient_privilege, and new rows against a policy
      return refuse('forbidden', 'La base dati non consente questa modifica a chi la chiede.');
    case '23514': // check_violation
      return invalid(checkFault(error.constraint_name ?? ''));
    case '23502': // not_null_violation
      return invalid({
        place: `properties/${error.column_name ?? ''}`,
        reason: 'required',
        message: `${error.column_name ?? ''}: manca il valore.`,
      });
    case '23503': // foreign_key_violation: the municipality is the only one
      return invalid({
        place: 'municipality',
        reason: 'unknown-municipality',
        message: 'Il comune non esiste.',
      });
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
      return refuse('not-ready', 'La modifica si è incrociata con un’altra: riprovi.', {
        headers: { 'Retry-After': '1' },
      });
    default:
      return error;
  }
}

function checkFault(constraint: string): Fault {
  const field = fieldOfCheck(constraint);
  if (field !== null)
    return {
      place: `properties/${field}`,
      reason: 'not-allowed',
      message: `${field}: il valore non è ammesso.`,
    };
  if (constraint === 'legal_time')
    return {
      place: 'properties',
      reason: 'legal-time',
      message: 'La fine della validità deve seguire il suo inizio.',
    };
  if (constraint === 'geometry_not_empty')
    return { place: 'geometry', reason: 'empty-geometry', message: 'La geometria è vuota.' };
  return { place: 'geometry', reason: 'invalid-geometry', message: 'La geometria non è valida.' };
}

function invalid(fault: Fault) {
  return refuse('invalid-feature', fault.message, { faults: [fault] });
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && typeof (error as Partial<DatabaseError>).code === 'string';
}
