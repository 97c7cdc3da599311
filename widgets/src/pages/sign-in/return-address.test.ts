import { expect } from 'chai';
import { returnAddress } from './return-address.ts';

const ORIGIN = 'https://sit.example.it';

describe('the way back from the sign-in page', () => {
  for (const [wanted, address] of [
    ['/account', '/account'],
    ['/console?lang=en#keys', '/console?lang=en#keys'],
    ['/?municipality=C096#15/41.7/14.1', '/?municipality=C096#15/41.7/14.1'],
  ] as const)
    it(`is ${wanted}, a page of ours`, () => {
      expect(returnAddress(wanted, ORIGIN)).to.equal(ORIGIN + address);
    });

  for (const wanted of [
    null,
    '',
    'account',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%0d%0aLocation:https://evil.example',
  ])
    it(`stays on our site for ${JSON.stringify(wanted)}`, () => {
      const address = returnAddress(wanted, ORIGIN);
      // As the browser takes it, from the page that goes there.
      expect(new URL(address, `${ORIGIN}/sign-in`).origin).to.equal(ORIGIN);
    });
});
