import { expect } from 'chai';
import { askedState, PRESENT } from './showing.ts';

describe('askedState', () => {
  it('asks for nothing special in the present', () => {
    expect(askedState(PRESENT, 'zoning')).to.deep.equal({});
  });

  it('asks for every layer as it was', () => {
    const past = { kind: 'past', datetime: '2026-03-12T10:00:00Z' } as const;
    expect(askedState(past, 'zoning')).to.deep.equal({ datetime: '2026-03-12T10:00:00Z' });
  });

  it('asks for a proposal’s state of its own layers only', () => {
    const preview = { kind: 'proposal', id: 'p', title: 'P', layers: ['zoning'] } as const;
    expect(askedState(preview, 'zoning')).to.deep.equal({ proposal: 'p' });
    expect(askedState(preview, 'roads')).to.deep.equal({});
  });
});
