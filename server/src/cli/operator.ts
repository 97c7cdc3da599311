/** Who works on the machine itself, for the record: the operating system knows. */
import { userInfo } from 'node:os';
import { commandLineActor } from '../audit/audit.service.ts';
import type { Actor } from '../audit/audit.service.ts';

export function operator(): Actor {
  return commandLineActor(loginName());
}

/** A container may run under a number that no account has. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
