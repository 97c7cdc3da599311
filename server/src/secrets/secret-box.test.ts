import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WrongSecret, secretBox } from './secret-box.ts';

describe('a secret kept in the database', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sit-secret-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const box = (secret: string | null = 'x'.repeat(32)) => secretBox({ secret, home });

  it('opens again, and looks different each time', async () => {
    const { seal, open } = await box();
    const [one, other] = [seal('JBSWY3DP', 'totp:1'), seal('JBSWY3DP', 'totp:1')];
    expect(one.equals(other)).toBe(false);
    expect(one.includes('JBSWY3DP')).toBe(false);
    expect([open(one, 'totp:1'), open(other, 'totp:1')]).toEqual(['JBSWY3DP', 'JBSWY3DP']);
  });

  it('does not open under another SIT_SECRET, and says that this is why', async () => {
    const sealed = (await box()).seal('JBSWY3DP', 'totp:1');
    const other = await box('y'.repeat(32));
    expect(() => other.open(sealed, 'totp:1')).toThrow(
      /SIT_SECRET .* is not the one the data were/,
    );
    expect(() => other.open(sealed, 'totp:1')).toThrow(WrongSecret);
  });

  it('does not open for another person, changed, or cut short', async () => {
    const { seal, open } = await box();
    const sealed = seal('JBSWY3DP', 'totp:1');
    expect(() => open(sealed, 'totp:2')).toThrow(WrongSecret);
    for (let n = 0; n < sealed.length; n++) {
      const changed = Buffer.from(sealed);
      changed[n]! ^= 1;
      expect(() => open(changed, 'totp:1')).toThrow(WrongSecret);
      expect(() => open(sealed.subarray(0, n), 'totp:1')).toThrow(WrongSecret);
    }
  });

  it('is kept by a file made at need, of this user alone, where SIT_SECRET is not set', async () => {
    const boxes = await Promise.all([box(null), box(null), box(null), box(null)]);
    const sealed = boxes[0].seal('JBSWY3DP', 'totp:1');
    for (const each of boxes) expect(each.open(sealed, 'totp:1')).toBe('JBSWY3DP');
    expect((await box(null)).open(sealed, 'totp:1')).toBe('JBSWY3DP');
    expect(await readdir(home)).toEqual(['secret']);
    expect((await stat(join(home, 'secret'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(home, 'secret'), 'utf8')).length).toBeGreaterThanOrEqual(43);
  });
});
