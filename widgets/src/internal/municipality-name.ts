import type { Municipality } from '@sit/core/tenant';

/** Its code where it is not known. */
export function municipalityName(code: string, municipalities: readonly Municipality[]): string {
  return municipalities.find((each) => each.code === code)?.name ?? code;
}
