/** How saving an edit stands. */
import type { ChangeWarning } from '@sit/core/feature';

export type SaveStatus =
  | { kind: 'idle' }
  | { kind: 'saving' }
  | { kind: 'waiting'; seconds: number }
  | { kind: 'saved'; at: Date; gaps?: readonly ChangeWarning[] | undefined }
  | { kind: 'session-ended' }
  | { kind: 'refused'; reason: Refusal; detail?: string | undefined };

export type Refusal =
  | 'no-geometry'
  | 'unfinished-drawing'
  | 'no-municipality'
  | 'no-title'
  | 'no-answer'
  | 'faults'
  | 'geometry-faults'
  | 'forbidden'
  | 'changed-meanwhile'
  | 'other';
