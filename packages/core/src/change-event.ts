/** A change of a feature as the live stream and webhooks tell it. */
import type { BBox } from './geometry.ts';

export interface ChangeEvent {
  layer: string;
  fid: number;
  operation: 'create' | 'update' | 'delete';
  /** The version written; of a delete, the one that ended. */
  version: number;
  /** Belfiore code. */
  municipality: string;
  /** Told to members of an office only; null for an edit made outside any change set. */
  changeSet?: string | null | undefined;
  /** RFC 3339 instant. */
  recordedAt: string;
  /** WGS 84, old and new geometry together. */
  bbox: BBox;
}
