import { describe, expect, it } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, totpStep, totpUri } from './totp.ts';

/** `12345678901234567890` in base32: RFC 6238 appendix B, SHA1. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes of an authenticator', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('are those of RFC 6238 at second %d', (second, code) => {
    expect(totpStep(SECRET, code, second * 1000)).toBe(Math.floor(second / 30));
  });

  it.each([
    ['of the step before', -30, -1],
    ['of the step after', 30, 1],
  ])('%s are taken, as what they are', (_what, seconds, steps) => {
    const now = 1234567890_000;
    expect(totpStep(SECRET, '005924', now - seconds * 1000)).toBe(Math.floor(1234567890 / 30));
    expect(Math.floor((now - seconds * 1000) / 30_000) + steps).toBe(Math.floor(1234567890 / 30));
  });

  it.each([-60, 60, 90])('are not taken %d seconds off', (seconds) => {
    expect(totpStep(SECRET, '005924', (1234567890 + seconds) * 1000)).toBeNull();
  });

  it.each(['', '00592', '0059240', '5924', '-05924', '00592a', '٠٠٥٩٢٤'])(
    '«%s» is none of them',
    (code) => {
      expect(totpStep(SECRET, code, 1234567890_000)).toBeNull();
    },
  );

  it('may be typed with a space', () => {
    expect(totpStep(SECRET, '005 924', 1234567890_000)).not.toBeNull();
  });

  it('come from secrets of 160 bits, all different, whose address authenticators read', () => {
    const [one, other] = [newTotpSecret(), newTotpSecret()];
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(one).not.toBe(other);
    const uri = new URL(totpUri(one, 'Unione: di prova', 'anna@example.org'));
    expect([uri.protocol, uri.host, uri.searchParams.get('secret')]).toEqual([
      'otpauth:',
      'totp',
      one,
    ]);
    expect(uri.searchParams.get('issuer')).toBe('Unione: di prova');
  });
});

describe('recovery codes', () => {
  it('are ten of 120 bits, the same however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-km-np-z2-9]{6}(-[a-km-np-z2-9]{6}){3}$/);
    const [code] = codes as [string];
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
    expect(hashRecoveryCode(typed)).toEqual(hashRecoveryCode(code));
    expect(hashRecoveryCode(codes[1]!)).not.toEqual(hashRecoveryCode(code));
  });
});
