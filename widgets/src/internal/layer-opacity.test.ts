import { expect } from 'chai';
import { scaledOpacities } from './layer-opacity.ts';

function scaled(value: unknown): unknown {
  const [[, result]] = scaledOpacities({ type: 'fill', paint: { 'fill-opacity': value } }, 0.5) as [
    [string, unknown],
  ];
  return result;
}

describe('scaledOpacities', () => {
  for (const [what, value, expected] of [
    ['a number', 0.6, 0.3],
    [
      'a zoom curve, stop by stop',
      ['interpolate', ['linear'], ['zoom'], 12, 0.5, 14, 0.9],
      ['interpolate', ['linear'], ['zoom'], 12, 0.25, 14, 0.45],
    ],
    [
      'zoom steps, output by output',
      ['step', ['zoom'], 0, 12, 0.8],
      ['step', ['zoom'], 0, 12, 0.4],
    ],
    ['a data expression, whole', ['get', 'opacity'], ['*', 0.5, ['get', 'opacity']]],
    [
      'a data expression within a zoom curve',
      ['interpolate', ['linear'], ['zoom'], 12, ['get', 'a'], 14, 1],
      ['interpolate', ['linear'], ['zoom'], 12, ['*', 0.5, ['get', 'a']], 14, 0.5],
    ],
  ] as const)
    it(`scales ${what}`, () => {
      expect(scaled(value)).to.deep.equal(expected);
    });

  it('scales what the style leaves at its default, and both a circle’s fill and its stroke', () => {
    expect(scaledOpacities({ type: 'circle' }, 0.25)).to.deep.equal([
      ['circle-opacity', 0.25],
      ['circle-stroke-opacity', 0.25],
    ]);
  });
});
