/** A small layer of zones with every field type, for the server's tests. */
import type { Layer } from '@sit/core/layer';
import { defaultStyle } from '@sit/core/style';

/** Zoning with fields `zone` (domain, required), `name`, `floors`, `ratio`, `built`, `adopted_on`, `surveyed_at`. */
export function zoningLayer(changes: Partial<Layer> = {}): Layer {
  const title = { it: 'Zonizzazione', en: 'Zoning' };
  const plain = { required: false, readOnly: false };
  return {
    id: 'zoning',
    title,
    group: { it: 'Urbanistica' },
    geometryType: 'MultiPolygon',
    dimensions: 2,
    fields: [
      {
        name: 'zone',
        type: 'text',
        label: { it: 'Zona' },
        required: true,
        readOnly: false,
        domain: ['A', 'B', 'C'].map((value) => ({ value, label: { it: `Zona ${value}` } })),
      },
      { name: 'name', type: 'text', label: { it: 'Nome' }, ...plain },
      { name: 'floors', type: 'integer', label: { it: 'Piani' }, ...plain, default: 2 },
      { name: 'ratio', type: 'number', label: { it: 'Indice' }, ...plain, unit: 'm3/m2' },
      { name: 'built', type: 'boolean', label: { it: 'Edificata' }, ...plain },
      { name: 'adopted_on', type: 'date', label: { it: 'Adozione' }, ...plain },
      { name: 'surveyed_at', type: 'datetime', label: { it: 'Rilievo' }, ...plain },
    ],
    titleField: 'name',
    readableBy: 'public',
    editableBy: 'planner',
    editMode: 'direct',
    coverage: false,
    style: defaultStyle('MultiPolygon', title),
    visible: true,
    minZoom: 0,
    position: 10,
    fictitious: true,
    ...changes,
  };
}

/** WKT of a square in EPSG:7792 near Castel di Sangro, lower left corner at `(x, y)` metres from a local origin. */
export function squareWkt(x: number, y: number, side = 10): string {
  const [left, bottom] = [430_000 + x, 4_625_000 + y];
  const [right, top] = [left + side, bottom + side];
  return `MULTIPOLYGON(((${left} ${bottom},${right} ${bottom},${right} ${top},${left} ${top},${left} ${bottom})))`;
}
