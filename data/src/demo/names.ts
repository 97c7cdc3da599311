/** Invented names that sound Italian: streets, hamlets, places, peaks, waters. */
import {
  ADJECTIVES,
  FIRST,
  LAST,
  MORE_PEAKS,
  MORE_PLACES,
  MORE_WATERS,
  NOUNS,
  PEAKS,
  PLACES,
  WATERS,
  combined,
} from './name-words.ts';
import type { Gender } from './name-words.ts';
import type { Random } from './random.ts';
import { pick, shuffled } from './random.ts';

function withArticle(noun: string, gender: Gender): string {
  const vowel = /^[AEIOU]/.test(noun);
  if (gender === 'mp') return vowel ? `degli ${noun}` : `dei ${noun}`;
  if (gender === 'fp') return `delle ${noun}`;
  if (vowel) return `dell’${noun}`;
  return gender === 'm' ? `del ${noun}` : `della ${noun}`;
}

const DEDICATIONS: string[] = NOUNS.flatMap(([noun, gender]) =>
  ADJECTIVES[gender].map((adjective) => withArticle(noun + adjective, gender)),
);

/** Hands out street names, each once. */
export function streetNames(rng: Random): (kind: 'street' | 'alley' | 'main') => string {
  const left = shuffled(rng, DEDICATIONS);
  const main = shuffled(rng, [
    'Corso dell’Unione',
    'Via Nazionale',
    'Viale della Stazione',
    'Via Maggiore',
    'Corso Vecchio',
    'Viale dei Tigli',
    'Via di Mezzo',
    'Via Nuova',
  ]);
  return (kind) => {
    if (kind === 'main' && main.length > 0) return main.pop()!;
    const word =
      kind === 'alley'
        ? pick(rng, ['Vico', 'Vico', 'Vicolo', 'Salita', 'Rampa'])
        : pick(rng, ['Via', 'Via', 'Via', 'Via', 'Viale', 'Strada']);
    return `${word} ${left.pop() ?? `n. ${Math.floor(rng() * 900 + 100)}`}`;
  };
}

function once(rng: Random, list: readonly string[]): () => string {
  const all = shuffled(rng, list);
  let n = 0;
  return () => {
    const round = Math.floor(n / all.length);
    const name = all[n++ % all.length]!;
    return round === 0
      ? name
      : `${name} ${['di Sopra', 'di Sotto', 'di Mezzo'][round - 1] ?? `${round}`}`;
  };
}

export function hamletNames(rng: Random): () => string {
  return once(rng, combined(FIRST, LAST, ''));
}

export function localityNames(rng: Random): () => string {
  return once(rng, [...PLACES, ...MORE_PLACES]);
}

export function peakNames(rng: Random): () => string {
  return once(rng, [...PEAKS, ...MORE_PEAKS]);
}

export function waterNames(rng: Random): () => string {
  return once(rng, [...WATERS, ...MORE_WATERS]);
}
