/** Who an edit of a feature asks and tells: the editor answers for people, tests for themselves. */
import type { ProposalDetail } from '@sit/core/api-proposal';
import type { ChangeEvent } from '@sit/core/change-event';
import type { Differences } from '@sit/core/merge';
import type { ConflictAnswer } from './conflict-dialog.ts';
import type { Notice } from './notice.ts';

export interface EditPeople {
  changed: () => void;
  notify: (notice: Notice) => void;
  resolveConflict: (found: Differences) => Promise<ConflictAnswer>;
  /** Deleted meanwhile: true to create it again. */
  recreate: () => Promise<boolean>;
  saved: (change: ChangeEvent) => void;
  /** The edit is in this proposal now, and over here. */
  proposed: (proposal: ProposalDetail) => void;
  /** Nothing is left to edit: deleted, or given up. */
  ended: () => void;
}
