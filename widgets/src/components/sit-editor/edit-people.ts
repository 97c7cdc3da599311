/** Who an edit of a feature asks and tells: the editor answers for people, tests for themselves. */
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeOperation } from '@sit/core/feature';
import type { Differences } from '@sit/core/merge';
import type { ConflictAnswer } from './conflict-dialog.ts';
import type { Notice } from './notice.ts';

export interface EditPeople {
  changed: () => void;
  notify: (notice: Notice) => void;
  resolveConflict: (found: Differences) => Promise<ConflictAnswer>;
  /** Deleted meanwhile: true to create it again. */
  recreate: () => Promise<boolean>;
  saved: (fid: number, version: number, operation: ChangeOperation['operation']) => void;
  /** The edit is in this proposal now, and over here. */
  proposed: (proposal: ProposalDetail) => void;
  /** Nothing is left to edit: deleted, or given up. */
  ended: () => void;
}
