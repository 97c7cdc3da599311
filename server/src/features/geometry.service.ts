/** Makes stored geometries of what editors send: exact where unedited, and valid. */
import { bboxOf } from '@sit/core/geometry';
import type { BBox, Geometry } from '@sit/core/geometry';
import type { Layer } from '@sit/core/layer';
import type { Fault } from '@sit/core/problem';
import type { Transaction } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { TOLERANCE_METERS, snapToStored } from './exact-vertices.ts';
import { checkGeometries, projectGeometries } from './geometry.repository.ts';
import type { IncomingGeometry, Invalidity } from './geometry.repository.ts';

export interface EditedGeometry extends IncomingGeometry {
  /** What is stored of the feature, in the storage CRS; null for a new one. */
  own: Geometry | null;
}

export type StorableGeometry = { geometry: Geometry } | { fault: Fault };

/**
 * In the order given: the geometry to store (storage CRS), or the fault with its position on the map. `beside`
 * are geometries not stored yet whose vertices count like those of neighbours.
 */
export async function prepareGeometries(
  trx: Transaction<Tables>,
  layer: Layer,
  storageCrs: number,
  edited: readonly EditedGeometry[],
  beside: readonly Geometry[] = [],
): Promise<StorableGeometry[]> {
  if (edited.length === 0) return [];
  const projected = await projectGeometries(trx, layer, storageCrs, edited);
  const boxes = beside.map((geometry) => ({ geometry, box: bboxOf(geometry) }));
  const snapped = projected.map(({ geometry, neighbours }, index) => {
    const box = bboxOf(geometry);
    const near = boxes.filter((other) => meet(box, other.box)).map((other) => other.geometry);
    return snapToStored(geometry, {
      own: edited[index]!.own,
      neighbours: [...neighbours, ...near],
    });
  });
  const invalidities = await checkGeometries(trx, storageCrs, snapped);
  return snapped.map((geometry, index) => {
    const invalidity = invalidities[index];
    return invalidity ? { fault: toFault(invalidity) } : { geometry };
  });
}

function meet(a: BBox | null, b: BBox | null): boolean {
  if (!a || !b) return false;
  const gap = Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
  return gap <= TOLERANCE_METERS;
}

/** GEOS's reasons (geos::operation::valid::TopologyValidationError), as stable words and in Italian. */
const REASONS: Readonly<Record<string, [reason: string, message: string]>> = {
  'self-intersection': ['self-intersection', 'Il contorno interseca sé stesso.'],
  'ring self-intersection': [
    'ring-self-intersection',
    'Il contorno tocca o interseca sé stesso in un punto.',
  ],
  'hole lies outside shell': ['hole-outside-shell', 'Un foro sta fuori dal contorno.'],
  'holes are nested': ['nested-holes', 'Un foro sta dentro un altro foro.'],
  'interior is disconnected': [
    'interior-disconnected',
    'I fori dividono l’area in parti separate.',
  ],
  'nested shells': ['nested-shells', 'Una parte sta dentro un’altra.'],
  'duplicate rings': ['duplicate-rings', 'Due contorni sono uguali.'],
  'too few points in geometry component': [
    'too-few-points',
    'Una parte ha troppo pochi vertici distinti.',
  ],
  'invalid coordinate': ['invalid-coordinate', 'Una coordinata non è un numero.'],
};

function toFault({ reason, position }: Invalidity): Fault {
  const [code, message] = REASONS[reason.toLowerCase()] ?? [
    'invalid-geometry',
    `La geometria non è valida (${reason}).`,
  ];
  return { place: 'geometry', reason: code, message, ...(position ? { position } : {}) };
}
