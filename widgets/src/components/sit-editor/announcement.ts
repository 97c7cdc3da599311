/** What a screen reader says of a step of editing on the map. */
import type { Geometry } from '@sit/core/geometry';
import type { VertexAddress } from '@sit/editing/address';
import type { EditorTranslation } from '../../translations/editor.it.ts';
import type { Notice } from './notice.ts';
import { ringAt, vertexCount } from '@sit/editing/address';
import { kindOf, partsOf } from '@sit/editing/parts';

export function announcementOf(
  notice: Notice,
  geometry: Geometry | null,
  t: EditorTranslation,
): string {
  switch (notice.kind) {
    case 'selected':
      return vertexName(notice.address, geometry, t);
    case 'picked-up':
      return joined(vertexName(notice.address, geometry, t), t.announce.pickedUp);
    case 'dropped':
      return joined(vertexName(notice.address, geometry, t), t.announce.dropped);
    case 'placed':
      return joined(t.announce.placed(notice.count), notice.snap ? t.snap[notice.snap.reason] : '');
    case 'refused':
      return t.refusal[notice.reason];
    case 'put-back':
      return t.announce.putBack;
    default:
      return t.announce[notice.kind];
  }
}

/** `vertice 3 di 8`, with the hole and the part where there is more than one ring to be in. */
export function vertexName(
  address: VertexAddress | null,
  geometry: Geometry | null,
  t: EditorTranslation,
): string {
  if (!address || !geometry) return '';
  const [part, ring, index] = address;
  const positions = ringAt(geometry, part, ring) ?? [];
  const kind = kindOf(geometry.type);
  const parts = partsOf(geometry).length;
  return joined(
    kind === 'point' ? '' : t.announce.vertex(index + 1, vertexCount(kind, positions)),
    ring > 0 ? t.announce.hole(ring) : '',
    parts > 1 ? t.announce.part(part + 1, parts) : '',
  );
}

function joined(...words: string[]): string {
  return words.filter(Boolean).join(', ');
}
