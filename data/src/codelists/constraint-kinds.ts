/** Kinds of constraint in the demo, with the law each rests on and the text shown for it. */
import type { DomainValue } from '@sit/core/layer';

export interface ConstraintKind {
  kind: 'river' | 'park' | 'landslide';
  /** Article of the law that sets the constraint. */
  act: string;
  color: string;
  rules: string;
}

export const CONSTRAINTS: DomainValue[] = [
  { value: 'river', label: { it: 'Fascia fluviale di 150 m', en: 'River strip, 150 m' } },
  { value: 'park', label: { it: 'Parco naturale', en: 'Nature park' } },
  { value: 'landslide', label: { it: 'Pericolosità da frana', en: 'Landslide hazard' } },
];

export const CONSTRAINT_KINDS = [
  {
    kind: 'river',
    act: 'D.Lgs. 42/2004, art. 142, c. 1, lett. c',
    color: '#1f6fb2',
    rules:
      'Fiumi, torrenti e corsi d’acqua iscritti negli elenchi del RD 1775/1933 e relative sponde per una fascia di 150 metri ciascuna. Gli interventi che alterano lo stato dei luoghi richiedono l’autorizzazione paesaggistica (art. 146).',
  },
  {
    kind: 'park',
    act: 'D.Lgs. 42/2004, art. 142, c. 1, lett. f; L. 394/1991, art. 13',
    color: '#2f7d4f',
    rules:
      'Parchi e riserve nazionali o regionali e territori di protezione esterna. Il rilascio di titoli edilizi è subordinato al nulla osta dell’ente parco, oltre che all’autorizzazione paesaggistica.',
  },
  {
    kind: 'landslide',
    act: 'Piano stralcio di bacino per l’assetto idrogeologico, fenomeni gravitativi',
    color: '#a4511f',
    rules:
      'Pericolosità elevata (P2). Sono ammessi manutenzione, consolidamento e opere di mitigazione; ogni altro intervento richiede lo studio di compatibilità idrogeologica approvato dall’autorità di bacino.',
  },
] as const satisfies readonly ConstraintKind[];
