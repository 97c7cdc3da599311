import { expect } from 'chai';
import { base64url, sha256Challenge } from './pkce.ts';

describe('a code’s challenge', () => {
  it('is that of RFC 7636 Appendix B', async () => {
    expect(await sha256Challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).to.equal(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('is written in the alphabet of addresses, without padding', () => {
    expect(base64url(Uint8Array.of(251, 255, 191, 0))).to.equal('-_-_AA');
  });
});
