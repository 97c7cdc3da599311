import { describe, expect, it } from 'vitest';
import { isUuid } from './uuid.ts';

describe('isUuid', () => {
  it.each([
    ['one made at random', 'f81d4fae-7dec-4ad0-a765-00a0c91e6bf6', true],
    ['capitals', 'F81D4FAE-7DEC-4AD0-A765-00A0C91E6BF6', true],
    ['one of no version', '00000000-0000-0000-0000-000000000000', true],
    ['nothing', '', false],
    ['no hyphens', 'f81d4fae7dec4ad0a76500a0c91e6bf6', false],
    ['braces', '{f81d4fae-7dec-4ad0-a765-00a0c91e6bf6}', false],
    ['one digit less', 'f81d4fae-7dec-4ad0-a765-00a0c91e6bf', false],
    ['another letter', 'g81d4fae-7dec-4ad0-a765-00a0c91e6bf6', false],
    ['a line after it', 'f81d4fae-7dec-4ad0-a765-00a0c91e6bf6\n', false],
  ])('%s: %s', (_what, text, expected) => {
    expect(isUuid(text)).toBe(expected);
  });
});
