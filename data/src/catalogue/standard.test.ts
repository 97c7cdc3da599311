import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { LAYER_ID, isFieldName } from '@sit/core/layer';
import { styleLayersOf } from '@sit/core/style';
import { describe, expect, it } from 'vitest';
import { standardLayers } from './standard.ts';

describe('the standard catalogue', () => {
  it('draws every layer with a style MapLibre accepts', () => {
    const style = {
      version: 8,
      sources: Object.fromEntries(
        standardLayers.map(({ id }) => [
          id,
          { type: 'vector', tiles: ['http://localhost/{z}/{x}/{y}'] },
        ]),
      ),
      layers: standardLayers.flatMap((layer) => styleLayersOf(layer)),
    };
    const faults = validateStyleMin(style as Parameters<typeof validateStyleMin>[0]);
    // Local fonts: the map draws text without `glyphs`, which the specification still asks for.
    expect(faults.filter(({ message }) => !message.includes('glyphs'))).toEqual([]);
  });

  it('orders the layers by position, each position once', () => {
    const positions = standardLayers.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
  });

  it.each(standardLayers.map((layer) => [layer.id, layer] as const))(
    'describes %s fully',
    (id, layer) => {
      expect(id).toMatch(LAYER_ID);
      expect(layer.title.en).toBeTruthy();
      expect(layer.description?.it).toContain('Dati dimostrativi');
      expect(layer.fictitious).toBe(true);
      const names = layer.fields.map(({ name }) => name);
      expect(names.filter((name) => !isFieldName(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain(layer.titleField);
      for (const field of layer.fields) expect(field.label.en).toBeTruthy();
    },
  );

  it('names hatches by colour, for the map to draw', () => {
    const patterns = standardLayers
      .flatMap(({ style }) => style.layers)
      .flatMap(({ paint }) =>
        paint?.['fill-pattern'] === undefined ? [] : [paint['fill-pattern']],
      );
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect(pattern).toMatch(/^hatch:#[0-9a-f]{6}$/);
  });

  it('uses in styles only fields that the layer has', () => {
    for (const { id, fields, style } of standardLayers) {
      const names = new Set(fields.map(({ name }) => name));
      const used = [...JSON.stringify(style.layers).matchAll(/\["get","([a-z_0-9]+)"\]/g)].map(
        (m) => m[1]!,
      );
      expect([id, used.filter((name) => !names.has(name))]).toEqual([id, []]);
    }
  });
});
