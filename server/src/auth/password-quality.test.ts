import type { Problem } from '../http/problem.ts';
import { describe, expect, it } from 'vitest';
import { checkPasswordQuality } from './password-quality.ts';
import { generatePassword } from './password.ts';

const KNOWN = [
  'Anna Amministratrice',
  'anna.a@comune.example',
  'Unione Alto Sangro',
  'Castel di Sangro',
];

async function refusalOf(password: string): Promise<string | null> {
  try {
    await checkPasswordQuality(password, KNOWN);
    return null;
  } catch (error) {
    return (error as Problem).refusal.code;
  }
}

describe('a password', () => {
  it.each([
    ['of eleven characters', 'kx3f9-m2n4p'],
    ['of eleven characters that take twelve bytes', 'perché noxqz'.slice(0, 11)],
    ['of 257 characters', `${generatePassword()}${'x'.repeat(257)}`.slice(0, 257)],
    ['well known, with a year', 'Password2026!'],
    ['well known, disguised', 'P@ssw0rd1234'],
    ['well known, twice', 'passwordpassword'],
    ['well known, many times over', 'password1'.repeat(20)],
    ['of digits in order', '123456789012'],
    ['of neighbouring keys', '1qaz2wsx3edc4rfv'],
    ['of one character', 'a'.repeat(40)],
    ['of the person’s name', 'annaamministratrice'],
    ['of the name in capitals, with a digit', 'Anna.AMMINISTRATRICE1'],
    ['of the e-mail address', 'anna.a@comune.example'],
    ['of this service’s name', 'sit-SIT-sit-2026'],
    ['of the union’s name', 'unionealtosangro26'],
    ['of a municipality', 'castel di sangro!'],
    ['of full-width letters of a well known one', 'ｐａｓｓｗｏｒｄ２０２６'],
  ])('%s is refused', async (_what, password) => {
    expect(await refusalOf(password)).toBe('weak-password');
  });

  it.each([
    ['four words', 'cavallo graffetta batteria pila'],
    ['twelve characters at random', 'vT7#qLz0!mRw'],
    ['256 characters', generatePassword().repeat(20).slice(0, 256)],
    ['letters of another alphabet', 'девять зелёных ежей'],
    ['a name among other words', 'anna conta novanta lucciole'],
  ])('of %s is taken', async (_what, password) => {
    expect(await refusalOf(password)).toBeNull();
  });

  it('made by generatePassword is taken', async () => {
    for (let n = 0; n < 20; n++) expect(await refusalOf(generatePassword())).toBeNull();
  });
});
