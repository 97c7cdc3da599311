import { expect } from 'chai';
import type { ProposalDifference } from '@sit/core/api-proposal';
import { settled } from './settle-conflict.ts';

const HERE = { type: 'Point', coordinates: [14, 41] } as const;
const THERE = { type: 'Point', coordinates: [15, 42] } as const;

function difference(more: Partial<ProposalDifference>): ProposalDifference {
  return {
    edit: {
      number: 5,
      operation: 'update',
      layer: 'zoning',
      fid: 7,
      baseVersion: 2,
      stale: true,
      conflict: { fields: ['zone'], geometry: false, gone: false },
    },
    base: null,
    present: { geometry: { ...HERE, coordinates: [14, 41] }, properties: {} },
    presentVersion: 4,
    proposed: { geometry: { ...THERE, coordinates: [15, 42] }, properties: {} },
    fields: {
      zone: { mine: 'A', theirs: 'E', changedBy: 'both' },
      rules: { mine: 'mie', theirs: 'prima', changedBy: 'mine' },
      article: { mine: 1, theirs: 2, changedBy: 'theirs' },
    },
    geometryChangedBy: null,
    ...more,
  };
}

describe('settled', () => {
  it('keeps mine on the present version, and what only others changed as it is', () => {
    expect(settled(difference({}), 'mine')).to.deep.equal({
      operation: 'update',
      layer: 'zoning',
      fid: 7,
      baseVersion: 4,
      properties: { zone: 'A', rules: 'mie' },
    });
  });

  it('gives way in the conflict only', () => {
    expect(settled(difference({}), 'theirs')).to.have.deep.property('properties', { rules: 'mie' });
  });

  it('is nothing where all of it was in conflict and gives way', () => {
    const only = { zone: { mine: 'A', theirs: 'E', changedBy: 'both' as const } };
    expect(settled(difference({ fields: only, geometryChangedBy: 'both' }), 'theirs')).to.equal(
      null,
    );
  });

  it('takes the proposed geometry where it counts', () => {
    const moved = settled(difference({ fields: {}, geometryChangedBy: 'both' }), 'mine');
    expect(moved).to.deep.include({ geometry: { type: 'Point', coordinates: [15, 42] } });
    expect(moved).to.not.have.property('properties');
  });

  it('deletes the version of now, or nothing', () => {
    const edit = { ...difference({}).edit, operation: 'delete' as const };
    expect(settled(difference({ edit }), 'mine')).to.deep.equal({
      operation: 'delete',
      layer: 'zoning',
      fid: 7,
      baseVersion: 4,
    });
    expect(settled(difference({ edit }), 'theirs')).to.equal(null);
  });
});
