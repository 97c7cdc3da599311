import { describe, expect, it } from 'vitest';
import { generatePassword, hashPassword, verifyPassword } from './password.ts';

describe('passwords', () => {
  it('are hashed with argon2id, 19 MiB, two passes, and a salt of their own', async () => {
    const [one, other] = await Promise.all([
      hashPassword('cavallo graffetta'),
      hashPassword('cavallo graffetta'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  it('match only themselves', async () => {
    const hash = await hashPassword('cavallo graffetta');
    expect(await verifyPassword('cavallo graffetta', hash)).toBe(true);
    expect(await verifyPassword('cavallo graffettA', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('match however the keyboard composed their letters', async () => {
    const composed = 'perch\u00e9 no, davvero';
    const decomposed = 'perche\u0301 no, davvero';
    expect(await verifyPassword(decomposed, await hashPassword(composed))).toBe(true);
  });

  it('never match where nobody has the address', async () => {
    expect(await verifyPassword('cavallo graffetta', null)).toBe(false);
  });

  it('are generated legible and all different', () => {
    const generated = Array.from({ length: 50 }, generatePassword);
    expect(new Set(generated).size).toBe(50);
    for (const password of generated)
      expect(password).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
  });
});
