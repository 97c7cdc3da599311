/** The history's sentences, Italian: the original. */
import type { FeatureVersion } from '@sit/core/api-history';

export const historyIt = {
  heading: 'Storia',
  reading: 'Leggo la storia…',
  failed: 'Non riesco a leggere la storia di questo elemento.',
  version: (version: number) => `Versione ${version}`,
  present: 'attuale',
  deleted: (when: string) => `Eliminato il ${when}`,
  began: {
    create: 'creato',
    update: 'modificato',
    restore: 'ripristinato',
  } satisfies Record<FeatureVersion['began'], string> as Record<FeatureVersion['began'], string>,
  when: (when: string, author: string | undefined) =>
    author ? `il ${when} · ${author}` : `il ${when}`,
  more: 'Mostra versioni precedenti',
  readingVersion: 'Leggo la versione…',
  versionFailed: 'Non riesco a leggere questa versione.',
  table: { field: 'Dato', before: 'Allora', after: 'Oggi', none: '—' },
  same: 'Uguale a oggi.',
  geometryChanged: 'La geometria era diversa.',
  before: 'allora',
  after: 'oggi',
  restore: 'Ripristina questa versione',
  restored: (version: number, time: string) => `Versione ${version} ripristinata alle ${time}.`,
  restoring: 'Un momento…',
  refused: 'Ripristino non riuscito.',
  changedMeanwhile: 'Nel frattempo l’elemento è cambiato: ecco la sua storia com’è ora. Riprova.',
  noAnswer: 'Il servizio non risponde: riprova tra poco.',
  byProposal: 'In questo livello si cambia solo con una proposta.',
  confirm: {
    title: (version: number) => `Ripristinare la versione ${version}?`,
    text: 'L’elemento torna com’era, subito. Ciò che c’è oggi resta nella sua storia.',
    confirm: 'Ripristina',
    cancel: 'Lascia com’è',
  },
};

export type HistoryTranslation = typeof historyIt;
