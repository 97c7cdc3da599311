import type { HistoryTranslation } from './history.it.ts';

/** The history's sentences in English. */
export const historyEn: HistoryTranslation = {
  heading: 'History',
  reading: 'Reading the history…',
  failed: 'The history of this feature could not be read.',
  version: (version) => `Version ${version}`,
  present: 'present',
  deleted: (when) => `Deleted on ${when}`,
  began: { create: 'created', update: 'changed', restore: 'restored' },
  when: (when, author) => (author ? `${when} by ${author}` : `on ${when}`),
  more: 'Show earlier versions',
  readingVersion: 'Reading the version…',
  versionFailed: 'This version could not be read.',
  table: { field: 'Field', before: 'Then', after: 'Today', none: 'none' },
  same: 'The same as today.',
  geometryChanged: 'The geometry was different.',
  before: 'then',
  after: 'today',
  restore: 'Restore this version',
  restored: (version, time) => `Version ${version} restored at ${time}.`,
  restoring: 'One moment…',
  refused: 'It could not be restored.',
  changedMeanwhile: 'The feature has changed meanwhile: this is its history now. Try again.',
  noAnswer: 'The service does not answer: try again shortly.',
  byProposal: 'This layer is changed by proposals only.',
  confirm: {
    title: (version) => `Restore version ${version}?`,
    text: 'The feature goes back to what it was, at once. What it is today stays in its history.',
    confirm: 'Restore',
    cancel: 'Leave as it is',
  },
};
