/** The proposal that edits on this map go into has been chosen, or is none any more. */
export interface WorkingDraft {
  id: string;
  title: string;
  /** Belfiore code. */
  municipality: string;
}

export class SitDraftChangeEvent extends Event {
  readonly draft: WorkingDraft | null;

  constructor(draft: WorkingDraft | null) {
    super('sit-draft-change', { bubbles: true, composed: true });
    this.draft = draft;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-draft-change': SitDraftChangeEvent;
  }
}
