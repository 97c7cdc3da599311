/**
 * Homogeneous zones of DM 2 April 1444/1968 and the demo plan's sub-zones, with the text of their
 * rules. The rules are invented: they read like the articles of a municipal plan and bind nobody.
 */
import type { DomainValue } from '@sit/core/layer';

export const ZONES: DomainValue[] = [
  { value: 'A', label: { it: 'A · Centro storico', en: 'A · Historic centre' } },
  { value: 'B', label: { it: 'B · Completamento', en: 'B · Built-up, completion' } },
  { value: 'C', label: { it: 'C · Espansione', en: 'C · Expansion' } },
  { value: 'D', label: { it: 'D · Produttiva', en: 'D · Productive' } },
  { value: 'E', label: { it: 'E · Agricola', en: 'E · Agricultural' } },
  { value: 'F', label: { it: 'F · Servizi e attrezzature', en: 'F · Public services' } },
];

/** A sub-zone of the plan: its DM 1444 zone, local code, name, colour on the map and rules. */
export interface ZoningClass {
  zone: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
  code: string;
  name: string;
  nameEn: string;
  color: string;
  rules: string;
}

export const ZONING_CLASSES = [
  {
    zone: 'A',
    code: 'A1',
    name: 'Nucleo di antico impianto',
    nameEn: 'Historic core',
    color: '#8c3a2b',
    rules:
      'Art. 12 – Zona A1, nucleo di antico impianto. Sono ammessi manutenzione, restauro e risanamento conservativo; la ristrutturazione edilizia è ammessa senza aumento di volume e nel rispetto di sagoma, materiali e partiture originarie. Coperture in coppi o lastre di pietra locale. Destinazioni: residenza, ricettivo diffuso, esercizi di vicinato, artigianato di servizio. Ogni intervento sui fronti è soggetto al piano del colore.',
  },
  {
    zone: 'B',
    code: 'B1',
    name: 'Completamento, tessuto consolidato',
    nameEn: 'Completion, dense fabric',
    color: '#d9532c',
    rules:
      'Art. 14 – Zona B1, tessuto consolidato. Intervento diretto. If 2,0 m³/m²; rapporto di copertura 45 %; altezza massima 9,50 m; distanza dai confini 5 m, tra pareti finestrate 10 m. Parcheggi pertinenziali 1 m² ogni 10 m³ di costruzione.',
  },
  {
    zone: 'B',
    code: 'B2',
    name: 'Completamento, tessuto rado',
    nameEn: 'Completion, sparse fabric',
    color: '#ec8250',
    rules:
      'Art. 15 – Zona B2, tessuto rado. Intervento diretto su lotto minimo di 500 m². If 1,2 m³/m²; rapporto di copertura 30 %; altezza massima 7,50 m; almeno il 30 % del lotto permeabile e piantumato con specie locali.',
  },
  {
    zone: 'C',
    code: 'C1',
    name: 'Espansione residenziale',
    nameEn: 'Residential expansion',
    color: '#f2b632',
    rules:
      'Art. 18 – Zona C1, espansione residenziale. Edificabile previo piano attuativo convenzionato esteso all’intero comparto. It 0,8 m³/m²; altezza massima 7,50 m; cessione di 18 m² per abitante insediabile per gli standard del DM 1444/1968.',
  },
  {
    zone: 'D',
    code: 'D1',
    name: 'Artigianale e industriale',
    nameEn: 'Workshops and industry',
    color: '#8462ab',
    rules:
      'Art. 21 – Zona D1, artigianale e industriale. Rapporto di copertura 50 %; altezza massima 10 m, salvo volumi tecnici; fascia alberata di 5 m lungo i confini con altre zone; una sola abitazione di servizio per unità produttiva, non oltre 95 m² di superficie utile.',
  },
  {
    zone: 'E',
    code: 'E1',
    name: 'Agricola di fondovalle',
    nameEn: 'Valley farmland',
    color: '#cfe0a6',
    rules:
      'Art. 24 – Zona E1, agricola di fondovalle. If 0,03 m³/m² per la residenza dell’imprenditore agricolo su unità minima di 10.000 m²; annessi fino a 0,07 m³/m² e altezza massima 6 m. Vietata la chiusura dei tratturi e della viabilità poderale.',
  },
  {
    zone: 'E',
    code: 'E2',
    name: 'Agricola di montagna, boschi e pascoli',
    nameEn: 'Mountain farmland, woods and pasture',
    color: '#b9d3a0',
    rules:
      'Art. 25 – Zona E2, boschi e pascoli. Nuove costruzioni ammesse soltanto per la pastorizia e la selvicoltura, in pietra, fino a 60 m² e altezza di 3,50 m. I tagli boschivi seguono il piano di assestamento; restano salvi gli usi civici.',
  },
  {
    zone: 'F',
    code: 'F1',
    name: 'Istruzione e interesse comune',
    nameEn: 'Schools and civic services',
    color: '#3f86c0',
    rules:
      'Art. 28 – Zona F1, istruzione e attrezzature di interesse comune. Intervento pubblico, o privato convenzionato, secondo le norme tecniche di settore; altezza massima 12 m; parcheggi pubblici in misura non inferiore al 40 % della superficie utile.',
  },
  {
    zone: 'F',
    code: 'F2',
    name: 'Verde pubblico e sport',
    nameEn: 'Public green and sport',
    color: '#4c9f70',
    rules:
      'Art. 29 – Zona F2, verde pubblico attrezzato e sport. Ammessi impianti all’aperto, spogliatoi e chioschi fino al 5 % dell’area e 4,50 m di altezza; conservate le alberature esistenti.',
  },
] as const satisfies readonly ZoningClass[];

export type ZoningCode = (typeof ZONING_CLASSES)[number]['code'];

export function zoningClass(code: ZoningCode): ZoningClass {
  return ZONING_CLASSES.find((entry) => entry.code === code)!;
}
