/** Since when the demo's plans, constraints and parcels are in force: invented, always the same, never in the future. */
import { random } from './random.ts';

/** The general plan of a municipality, on the day of its publication. */
export function planDay(municipality: string): string {
  return someDay(`plan ${municipality}`, 1999, 2019);
}

/** By the act that set it: one day for each kind of constraint in a municipality. */
export function constraintDay(municipality: string, kind: string): string {
  return someDay(`constraint ${kind} ${municipality}`, 1986, 2016);
}

/** Three parcels in four are of the land register's beginnings, the others of a later division. */
export function parcelDay(municipality: string, sheet: string, number: string): string {
  const seed = `parcel ${municipality} ${sheet} ${number}`;
  return random(seed)() < 0.75 ? '1957-01-01' : someDay(seed, 1962, 2024);
}

function someDay(seed: string, first: number, last: number): string {
  const rng = random(`day of ${seed}`);
  const year = first + Math.floor(rng() * (last - first + 1));
  const [month, day] = [1 + Math.floor(rng() * 12), 1 + Math.floor(rng() * 28)];
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
