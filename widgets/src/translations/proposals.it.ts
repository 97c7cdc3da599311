/** The proposals' sentences, Italian: the original. */
import type { ProposalStep } from '@sit/core/proposal';

export interface StepWords {
  /** The button. */
  act: string;
  title: string;
  text: string;
  cancel: string;
  /** Label of the reason, where one is asked for. */
  reason?: string;
}

export const proposalsIt = {
  filters: 'Quali proposte',
  filter: { mine: 'Mie', review: 'Da rivedere', all: 'Tutte' },
  of: (municipality: string) => `Proposte di ${municipality}`,
  new: 'Nuova proposta',
  reading: 'Leggo le proposte…',
  empty: {
    mine: 'Non hai ancora proposte. Una proposta raccoglie più modifiche, che un collega rivede e si pubblicano insieme.',
    review: 'Nessuna proposta attende una revisione.',
    all: 'Qui non ci sono ancora proposte.',
  },
  listFailed: 'Non riesco a leggere le proposte.',
  more: 'Mostra altre',
  meta: (edits: number, day: string) =>
    `${edits === 0 ? 'nessuna modifica' : edits === 1 ? '1 modifica' : `${edits} modifiche`} · ${day}`,
  back: 'Tutte le proposte',
  gone: 'Questa proposta non c’è, o non è tra quelle che puoi vedere.',
  failed: 'Non riesco a leggere la proposta.',
  form: {
    newHeading: 'Nuova proposta',
    title: 'Titolo',
    titleHint: 'Per esempio: «Variante al centro storico 2026»',
    description: 'Descrizione',
    municipality: 'Comune',
    chooseMunicipality: 'Scegli il comune',
    create: 'Crea la bozza',
    save: 'Salva',
    cancel: 'Annulla',
    titleMissing: 'Scrivi un titolo.',
    municipalityMissing: 'Scegli il comune.',
    change: 'Modifica titolo e descrizione',
  },
  author: 'Autore',
  reviewer: 'Revisore',
  nobody: 'Nessuno in particolare',
  updated: 'Aggiornata il',
  published: 'Pubblicata il',
  rejected: 'Respinta il',
  withdrawn: 'Ritirata il',
  reason: 'Motivo',
  saving: 'Un momento…',
  savedAt: (time: string) => `Fatto alle ${time}`,
  noAnswer: 'Il servizio non risponde: nulla è perduto, riprova tra poco.',
  moved: 'Nel frattempo la proposta è cambiata: eccola com’è ora. Riprova.',
  refused: 'Non si può fare.',
  ownPublication: 'La pubblica un altro revisore: qui nessuno pubblica le proprie proposte.',
  nothingToSubmit: 'Aggiungi almeno una modifica per mandarla in revisione.',
  steps: {
    submit: {
      act: 'Invia in revisione',
      title: 'Inviare in revisione?',
      text: 'Le modifiche vengono verificate; finché la proposta è in revisione non si toccano.',
      cancel: 'Non ancora',
    },
    publish: {
      act: 'Pubblica',
      title: 'Pubblicare la proposta?',
      text: 'Tutte le sue modifiche entrano subito in vigore sulla mappa, insieme. La pubblicazione non si annulla.',
      cancel: 'Non ancora',
    },
    reject: {
      act: 'Respingi',
      title: 'Respingere la proposta?',
      text: 'La proposta si chiude senza effetto. Non si riapre: per farla correggere, rimandala.',
      cancel: 'Non ancora',
      reason: 'Motivo, per chi l’ha scritta',
    },
    return: {
      act: 'Rimanda',
      title: 'Rimandare la proposta in bozza?',
      text: 'L’autore può correggerla e inviarla di nuovo.',
      cancel: 'Non ancora',
      reason: 'Che cosa correggere (facoltativo)',
    },
    withdraw: {
      act: 'Ritira',
      title: 'Ritirare la proposta?',
      text: 'La proposta si chiude senza effetto e non si riapre. Resta leggibile.',
      cancel: 'Tienila',
      reason: 'Motivo (facoltativo)',
    },
  } satisfies Record<ProposalStep, StepWords> as Record<ProposalStep, StepWords>,
  reasonMissing: 'Scrivi il motivo.',
  preview: 'Mostra lo stato proposto',
  working: 'Metti qui le mie modifiche',
  workingHint: 'Le modifiche che fai sulla mappa vanno in questa bozza, non subito in vigore.',
  edits: 'Modifiche',
  noEdits: 'Ancora nessuna modifica.',
  noEditsHint:
    'Attiva «Metti qui le mie modifiche», poi disegna o scegli un elemento dal pannello «Modifica».',
  operation: { create: 'Nuovo', update: 'Modificato', delete: 'Eliminato' },
  number: (fid: number) => `n. ${fid}`,
  newFeature: 'elemento nuovo',
  stale: 'cambiato nel frattempo',
  conflicted: 'in conflitto',
  staleNotice: (count: number) =>
    count === 1
      ? 'Un elemento è cambiato dopo che la proposta lo ha preso.'
      : `${count} elementi sono cambiati dopo che la proposta li ha presi.`,
  staleForOthers: 'Chi l’ha scritta deve aggiornarla prima che si possa pubblicare.',
  rebase: 'Aggiorna alla versione corrente',
  rebased: (merged: number, dropped: number, conflicts: number) =>
    [
      merged === 0 ? '' : merged === 1 ? '1 aggiornata' : `${merged} aggiornate`,
      dropped === 0 ? '' : `${dropped} non più necessarie`,
      conflicts === 0 ? 'nessun conflitto' : `${conflicts} in conflitto`,
    ]
      .filter(Boolean)
      .join(', ') + '.',
  conflict: {
    gone: 'L’elemento è stato eliminato, o è passato a un altro comune: togli questa modifica.',
    both: (fields: string) =>
      `Cambiato anche da altri: ${fields}. Tieni la proposta o torna a ciò che c’è.`,
    geometry: 'geometria',
    keepMine: 'Tieni la proposta',
    keepTheirs: 'Tieni ciò che c’è',
  },
  table: { field: 'Dato', before: 'Attuale', after: 'Proposto', none: '—' },
  changedByBoth: 'cambiato da entrambi',
  geometryChanged: 'Cambia la geometria.',
  geometrySame: 'La geometria non cambia.',
  deletes: 'L’elemento viene eliminato.',
  before: 'com’è ora',
  after: 'come sarebbe',
  show: 'Vai all’elemento',
  change: 'Modifica',
  remove: 'Togli dalla proposta',
  moreEdits: 'Mostra altre modifiche',
  checks: 'Verifiche',
  noChecks: 'Non ancora verificata.',
  check: 'Verifica ora',
  passed: (when: string) => `Superate, ${when}.`,
  found: (count: number) =>
    count === 1 ? '1 problema da risolvere' : `${count} problemi da risolvere`,
  oldReport: 'La proposta è cambiata dopo questa verifica.',
  showFault: 'Vai al problema',
  comments: 'Commenti',
  noComments: 'Ancora nessun commento.',
  moreComments: 'Mostra altri commenti',
  comment: 'Nuovo commento',
  send: 'Commenta',
  atPlace: 'Mostra il punto',
  attachPlace: 'Riguarda il centro della mappa',
  story: 'Storia della proposta',
  event: (state: string, name: string, when: string) => `${state}: ${name}, ${when}`,
};

export type ProposalsTranslation = typeof proposalsIt;
