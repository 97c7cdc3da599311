/**
 * Which passwords are refused: short ones, those of the lists that attackers try first, and those made of what
 * everybody knows about the person or the place (NIST SP 800-63B §3.1.1.2; ASVS 5.0 6.1.2, 6.2.1, 6.2.4, 6.2.11).
 */
import { refuse } from '../http/problem.ts';
import { normalizePassword } from './password.ts';

/** Length decides, composition rules do not; long passphrases are welcome. */
const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 256;

/** zxcvbn's «safely unguessable»: 10⁸ guesses; argon2id and the limits on attempts do the rest. */
const LEAST_SCORE = 3;
/** The estimate's cost grows with the square of the length; what starts well need not be read further. */
const ESTIMATED_LENGTH = 64;
/** What must be left of a password without the words everybody knows. */
const LEAST_OWN_LENGTH = 8;
const SHORTEST_WORD = 3;

/** Refuses `weak-password`. `known`: names and addresses that no password may be made of. */
export async function checkPasswordQuality(
  password: string,
  known: readonly string[],
): Promise<void> {
  const normal = normalizePassword(password);
  // Characters as people count them, whatever bytes they take.
  const { length } = [...normal];
  if (length < MIN_PASSWORD_LENGTH)
    throw refuse('weak-password', `La password ha meno di ${MIN_PASSWORD_LENGTH} caratteri.`);
  if (length > MAX_PASSWORD_LENGTH)
    throw refuse('weak-password', `La password ha più di ${MAX_PASSWORD_LENGTH} caratteri.`);
  const words = wordsOf(known);
  if (lengthWithout(normal, words) < LEAST_OWN_LENGTH)
    throw refuse(
      'weak-password',
      'La password è fatta di parole che tutti conoscono: il nome, l’indirizzo, l’unione o i suoi comuni.',
    );
  if ((await scoreOf(normal.slice(0, ESTIMATED_LENGTH), words)) < LEAST_SCORE)
    throw refuse(
      'weak-password',
      'La password è tra le prime che prova chi vuole entrare: scegline una più lunga, di parole senza legame.',
    );
}

/** The lists are 30 MB of memory: read when a password is chosen, which is seldom. */
async function scoreOf(password: string, words: string[]): Promise<number> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core');
  const { adjacencyGraphs, dictionary } = await import('@zxcvbn-ts/language-common');
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }).check(password, words).score;
}

function wordsOf(known: readonly string[]): string[] {
  const words = ['sit', ...known].flatMap((text) =>
    normalizePassword(text)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  );
  return [...new Set(words)]
    .filter((word) => word.length >= SHORTEST_WORD)
    .toSorted((one, other) => other.length - one.length);
}

/** Letters and digits left. */
function lengthWithout(password: string, words: readonly string[]): number {
  const left = words.reduce((text, word) => text.replaceAll(word, ' '), password.toLowerCase());
  return left.replace(/[^\p{L}\p{N}]/gu, '').length;
}
