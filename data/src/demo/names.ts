/** Invented names that sound Italian: streets, hamlets, places, peaks, waters. */
import type { Random } from './random.ts';
import { pick, shuffled } from './random.ts';

type Gender = 'm' | 'f' | 'mp' | 'fp';

const NOUNS: [stem: string, gender: Gender][] = [
  ['Mulino', 'm'],
  ['Forno', 'm'],
  ['Ponte', 'm'],
  ['Campanile', 'm'],
  ['Castello', 'm'],
  ['Colle', 'm'],
  ['Pozzo', 'm'],
  ['Lavatoio', 'm'],
  ['Mercato', 'm'],
  ['Noce', 'm'],
  ['Tratturo', 'm'],
  ['Belvedere', 'm'],
  ['Fonte', 'f'],
  ['Torre', 'f'],
  ['Porta', 'f'],
  ['Pietra', 'f'],
  ['Costa', 'f'],
  ['Valle', 'f'],
  ['Croce', 'f'],
  ['Pineta', 'f'],
  ['Fornace', 'f'],
  ['Neviera', 'f'],
  ['Cava', 'f'],
  ['Ruota', 'f'],
  ['Cardatori', 'mp'],
  ['Pastori', 'mp'],
  ['Carbonai', 'mp'],
  ['Tintori', 'mp'],
  ['Prati', 'mp'],
  ['Cerri', 'mp'],
  ['Faggi', 'mp'],
  ['Orti', 'mp'],
  ['Pini', 'mp'],
  ['Lupi', 'mp'],
  ['Ramai', 'mp'],
  ['Tigli', 'mp'],
  ['Ginestre', 'fp'],
  ['Aie', 'fp'],
  ['Filatrici', 'fp'],
  ['Querce', 'fp'],
  ['Rondini', 'fp'],
  ['Mura', 'fp'],
  ['Sorgenti', 'fp'],
  ['Masserie', 'fp'],
  ['Stelle', 'fp'],
  ['Vigne', 'fp'],
];
const ADJECTIVES: Record<Gender, string[]> = {
  m: [
    '',
    ' Vecchio',
    ' Nuovo',
    ' Alto',
    ' Basso',
    ' Antico',
    ' Piccolo',
    ' Grande',
    ' Rosso',
    ' Bianco',
  ],
  f: [
    '',
    ' Vecchia',
    ' Nuova',
    ' Alta',
    ' Bassa',
    ' Antica',
    ' Piccola',
    ' Grande',
    ' Rossa',
    ' Bianca',
  ],
  mp: ['', ' Vecchi', ' Nuovi', ' Alti', ' Bassi'],
  fp: ['', ' Vecchie', ' Nuove', ' Alte', ' Basse'],
};

function withArticle(noun: string, gender: Gender): string {
  const vowel = /^[AEIOU]/.test(noun);
  if (gender === 'mp') return vowel ? `degli ${noun}` : `dei ${noun}`;
  if (gender === 'fp') return `delle ${noun}`;
  if (vowel) return `dell’${noun}`;
  return gender === 'm' ? `del ${noun}` : `della ${noun}`;
}

const DEDICATIONS: string[] = NOUNS.flatMap(([noun, gender]) =>
  ADJECTIVES[gender].map((adjective) => withArticle(noun + adjective, gender)),
);

/** Hands out street names, each once. */
export function streetNames(rng: Random): (kind: 'street' | 'alley' | 'main') => string {
  const left = shuffled(rng, DEDICATIONS);
  const main = shuffled(rng, [
    'Corso dell’Unione',
    'Via Nazionale',
    'Viale della Stazione',
    'Via Maggiore',
    'Corso Vecchio',
    'Viale dei Tigli',
    'Via di Mezzo',
    'Via Nuova',
  ]);
  return (kind) => {
    if (kind === 'main' && main.length > 0) return main.pop()!;
    const word =
      kind === 'alley'
        ? pick(rng, ['Vico', 'Vico', 'Vicolo', 'Salita', 'Rampa'])
        : pick(rng, ['Via', 'Via', 'Via', 'Via', 'Viale', 'Strada']);
    return `${word} ${left.pop() ?? `n. ${Math.floor(rng() * 900 + 100)}`}`;
  };
}

const FIRST = [
  'Rocca',
  'Colle',
  'Fonte',
  'Villa',
  'Casale',
  'Torre',
  'Castel',
  'Campo',
  'Pietra',
  'Serra',
];
const LAST = [
  'lunga',
  'chiara',
  'fredda',
  'murata',
  'secca',
  'viva',
  'santa',
  'rasa',
  'longa',
  'bruna',
  'spina',
  'nera',
  'mala',
  'dolce',
];
const PLACES = [
  'Pantano',
  'Le Cese',
  'Macchia Tonda',
  'Prata',
  'Le Coste',
  'Valle Fredda',
  'Campo Rotondo',
  'La Difesa',
  'Il Vallone',
  'Le Vicenne',
  'Piano Grande',
  'Fossa del Lupo',
  'La Padura',
  'Cerreto',
  'Le Mandrelle',
  'Ara della Corte',
  'Pescara Morta',
  'Stazzo Vecchio',
  'La Foresta',
  'Costa Calda',
  'Il Pianello',
  'Le Forche',
  'Selva Piana',
  'Acqua Santa',
  'Colle Ginepro',
  'Le Lame',
  'Sterparo',
  'Vallescura',
  'Piano dell’Orso',
  'Capo d’Acqua',
  'La Canala',
  'Il Feudo',
  'Le Carceri',
  'Camporeale',
];
const PEAKS = [
  'Monte Ferrone',
  'Monte Calvaro',
  'Serra Lunga',
  'Monte Cerasolo',
  'La Penna',
  'Monte Godino',
  'Colle Aquilone',
  'Monte Lupara',
  'Toppo Vetusto',
  'Monte Sterparo',
  'Cima del Falco',
  'Monte Spinale',
  'La Morgia',
  'Monte Ginepreto',
  'Serra Ventosa',
  'Monte Pratello Alto',
  'Coppa Nevosa',
  'Monte Faggeto',
  'Monte Rotella Piccola',
  'Toppo del Corvo',
  'Monte Arazecca Vecchia',
  'La Guardia',
  'Monte Chiaro',
  'Serra dei Pastori',
  'Monte Marrone Alto',
  'Pizzo di Mezzo',
  'Monte Forcone',
  'La Metuccia',
  'Monte Tranquillo Basso',
  'Colle del Vento',
  'Monte Amaro Piccolo',
  'Serra Traversa',
];
const WATERS = [
  'Zitto',
  'Rasento',
  'Lapillo',
  'Fondillo',
  'Scerto',
  'Profluo',
  'Gravaro',
  'Tasso',
  'Vera',
  'Melfo',
  'Turchio',
  'Rionero',
  'Marcone',
  'Sordo',
  'Sagro',
  'Fratta',
  'Morgione',
  'Lamaro',
  'Iannello',
  'Pisciarello',
  'Canneto',
  'Orfento Piccolo',
  'Rave',
  'Sambuco',
  'Vandra Vecchia',
  'Chiarano',
  'Ferro',
  'Ontaneto',
  'Rovo',
  'Palude',
  'Gamberale Basso',
  'Cupo',
  'Salice',
  'Ghiaro',
];

/** Every first word with every second. */
function combined(first: readonly string[], second: readonly string[], joint = ' '): string[] {
  return first.flatMap((a) => second.map((b) => a + joint + b));
}

const MORE_PLACES = combined(
  ['Colle', 'Piano', 'Prato', 'Campo', 'Fonte', 'Valle', 'Costa', 'Macchia', 'Fossa', 'Selva'],
  [
    'del Lupo',
    'dell’Orso',
    'dei Cerri',
    'della Neve',
    'di Mezzo',
    'dei Monaci',
    'delle Noci',
    'del Corvo',
    'dei Pastori',
    'della Guardia',
    'del Melo',
    'dei Meli',
  ],
);
const MORE_PEAKS = combined(
  ['Monte', 'Toppo', 'Pizzo', 'Cima'],
  [
    'dei Camosci',
    'della Neve',
    'dell’Aquila',
    'del Ginepro',
    'dei Faggi',
    'della Croce',
    'delle Vitelle',
    'dell’Acero',
    'delle Capre',
    'della Macchia',
  ],
);
const MORE_WATERS = combined(
  ['Ra', 'Sal', 'Mor', 'Tur', 'Fer', 'Cal', 'Gra', 'Ver', 'Lan', 'Ser', 'Bor', 'Sam', 'Pel', 'Vol'],
  ['gone', 'vino', 'setta', 'nello', 'rano', 'tino', 'lara', 'mele', 'dana', 'bice'],
  '',
);

/** Names handed out once each, in a seeded order; numbered when they run out. */
function once(rng: Random, list: readonly string[]): () => string {
  const all = shuffled(rng, list);
  let n = 0;
  return () => {
    const round = Math.floor(n / all.length);
    const name = all[n++ % all.length]!;
    return round === 0
      ? name
      : `${name} ${['di Sopra', 'di Sotto', 'di Mezzo'][round - 1] ?? `${round}`}`;
  };
}

export function hamletNames(rng: Random): () => string {
  return once(rng, combined(FIRST, LAST, ''));
}

export function localityNames(rng: Random): () => string {
  return once(rng, [...PLACES, ...MORE_PLACES]);
}

export function peakNames(rng: Random): () => string {
  return once(rng, [...PEAKS, ...MORE_PEAKS]);
}

export function waterNames(rng: Random): () => string {
  return once(rng, [...WATERS, ...MORE_WATERS]);
}
