/** What has just happened in an edit on the map, for whoever tells people; sentences are the widget's. */
import type { VertexAddress } from '@sit/editing/address';
import type { RefusalReason } from '@sit/editing/outcome';
import type { Snap } from '@sit/editing/snapping';

export type Notice =
  | { kind: 'selected' | 'picked-up' | 'dropped'; address: VertexAddress | null }
  | { kind: 'placed'; count: number; snap: Snap | null }
  | { kind: 'put-back' | 'removed' | 'finished' | 'cancelled' | 'undone' | 'redone' }
  | { kind: 'refused'; reason: RefusalReason };
