/** Seeded randomness: the same seed gives the same territory on every machine. */

export type Random = () => number;

/** A generator of numbers in [0, 1): sfc32 seeded by a hash of `seed`. */
export function random(seed: string): Random {
  let h = 1779033703 ^ seed.length;
  for (let i = 0; i < seed.length; i++) {
    h = Math.imul(h ^ seed.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  const word = (): number => {
    h = Math.imul(h ^ (h >>> 16), 2246822507);
    h = Math.imul(h ^ (h >>> 13), 3266489909);
    return (h ^= h >>> 16) >>> 0;
  };
  let [a, b, c, d] = [word(), word(), word(), word()];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

export function between(rng: Random, low: number, high: number): number {
  return low + (high - low) * rng();
}

export function pick<T>(rng: Random, list: readonly T[]): T {
  return list[Math.floor(rng() * list.length)]!;
}

/** `list` in a random order (Fisher-Yates). */
export function shuffled<T>(rng: Random, list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

export type Noise = (x: number, y: number) => number;

/**
 * Smooth noise in [-1, 1] of the given wavelength: `octaves` of value noise, each half as long and
 * half as strong as the one before.
 */
export function noise(seed: string, wavelengthMeters: number, octaves = 1): Noise {
  const rng = random(seed);
  const table = Float64Array.from({ length: 4096 }, () => rng() * 2 - 1);
  const at = (i: number, j: number): number =>
    table[(Math.imul(i, 73856093) ^ Math.imul(j, 19349663)) & 4095]!;
  const octave = (x: number, y: number): number => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const u = smooth(x - i);
    const v = smooth(y - j);
    const low = at(i, j) * (1 - u) + at(i + 1, j) * u;
    const high = at(i, j + 1) * (1 - u) + at(i + 1, j + 1) * u;
    return low * (1 - v) + high * v;
  };
  return (x, y) => {
    let sum = 0;
    let weight = 0;
    for (
      let k = 0, strength = 1, scale = 1 / wavelengthMeters;
      k < octaves;
      k++, strength /= 2, scale *= 2
    ) {
      sum += strength * octave(x * scale + k * 17.3, y * scale - k * 9.7);
      weight += strength;
    }
    return sum / weight;
  };
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
