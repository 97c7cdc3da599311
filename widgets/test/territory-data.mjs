/** The little territory's contents, all invented. Castel di Sangro is the west half, Alfedena the east. */

export const UNION = {
  id: 'prova',
  name: 'Unione di prova',
  storageCrs: 7792,
  fictitious: true,
  separateReviewer: true,
  secondFactor: 'optional',
};

export const MUNICIPALITIES = [
  { code: 'C096', istatCode: '066028', name: 'Castel di Sangro', bbox: [14, 41.7, 14.1, 41.85] },
  { code: 'A187', istatCode: '066003', name: 'Alfedena', bbox: [14.1, 41.7, 14.2, 41.85] },
];

export const PLANNER = {
  userId: '00000000-0000-4000-8000-000000000001',
  name: 'Anna Bianchi',
  email: 'anna@comune.example.it',
  grants: [{ role: 'planner', municipality: 'C096' }],
};

/** Plans the same municipality: reviews what Anna proposes. */
export const REVIEWER = {
  userId: '00000000-0000-4000-8000-000000000002',
  name: 'Bruno Rossi',
  email: 'bruno@comune.example.it',
  grants: [{ role: 'planner', municipality: 'C096' }],
};

/** Signs in with a verification code. */
export const ADMINISTRATOR = {
  userId: '00000000-0000-4000-8000-000000000004',
  name: 'Giulia Serra',
  email: 'giulia@unione.example.it',
  grants: [{ role: 'union-admin', municipality: null }],
};

/** Must have a second factor and has not: the roles wait for it. */
export const UNFINISHED = {
  userId: '00000000-0000-4000-8000-000000000005',
  name: 'Elena Verdi',
  email: 'elena@unione.example.it',
  grants: [],
};

/** Holds no role. */
export const OUTSIDER = {
  userId: '00000000-0000-4000-8000-000000000003',
  name: 'Carla Neri',
  email: 'carla@example.it',
  grants: [],
};

const text = (name, label, more = {}) => ({
  name,
  type: 'text',
  label: { it: label, en: `${label} (en)` },
  required: false,
  readOnly: false,
  ...more,
});

const layer = (id, title, position, more) => ({
  id,
  title: { it: title, en: `${title} (en)` },
  group: { it: 'Base', en: 'Base (en)' },
  geometryType: 'Polygon',
  dimensions: 2,
  fields: [text('name', 'Nome')],
  titleField: 'name',
  readableBy: 'public',
  editableBy: 'planner',
  editMode: 'direct',
  coverage: false,
  visible: true,
  minZoom: 0,
  position,
  fictitious: true,
  ...more,
});

const fill = (color) => ({
  layers: [{ id: 'fill', type: 'fill', paint: { 'fill-color': color, 'fill-opacity': 0.5 } }],
  legend: [{ label: { it: 'Area', en: 'Area' }, shape: 'fill', color }],
});

export const LAYERS = [
  layer('municipalities', 'Comuni', 10, { editableBy: 'nobody', style: fill('#dddddd') }),
  layer('zoning', 'Zone del piano', 20, {
    group: { it: 'Urbanistica', en: 'Planning' },
    fields: [
      text('zone', 'Zona', {
        domain: [
          { value: 'A', label: { it: 'A · centro storico', en: 'A · historic centre' } },
          { value: 'E', label: { it: 'E · agricola', en: 'E · agricultural' } },
        ],
      }),
      { ...text('height_m', 'Altezza massima', { unit: 'm' }), type: 'number' },
      { ...text('adopted_on', 'Adottata il'), type: 'date' },
      { ...text('protected', 'Tutelata'), type: 'boolean' },
      { ...text('article', 'Articolo'), type: 'integer' },
      text('rules', 'Norme'),
      text('unused', 'Non compilato'),
    ],
    titleField: 'zone',
    attribution: 'Ufficio di piano',
    style: {
      layers: [
        { id: 'fill', type: 'fill', paint: { 'fill-color': '#aa4444', 'fill-opacity': 0.5 } },
        { id: 'hatch', type: 'fill', paint: { 'fill-pattern': 'hatch:#aa4444' } },
        { id: 'label', type: 'symbol', layout: { 'text-field': ['get', 'zone'] } },
      ],
      legend: [
        {
          label: { it: 'A · centro storico', en: 'A' },
          shape: 'fill',
          color: '#aa4444',
          hatch: true,
        },
        { label: { it: 'E · agricola', en: 'E' }, shape: 'fill', color: '#88aa44' },
      ],
    },
  }),
  layer('roads', 'Strade', 30, {
    geometryType: 'LineString',
    visible: false,
    style: {
      layers: [{ id: 'line', type: 'line', paint: { 'line-color': '#333333', 'line-width': 3 } }],
      legend: [{ label: { it: 'Strada', en: 'Road' }, shape: 'line', color: '#333333' }],
    },
  }),
  layer('places', 'Località', 40, {
    geometryType: 'Point',
    minZoom: 15,
    style: {
      layers: [
        { id: 'circle', type: 'circle', paint: { 'circle-color': '#000000', 'circle-radius': 4 } },
      ],
      legend: [{ label: { it: 'Luogo', en: 'Place' }, shape: 'circle', color: '#000000' }],
    },
  }),
  layer('drafts', 'Bozze', 50, {
    readableBy: 'offices',
    editMode: 'proposal',
    style: fill('#4444aa'),
  }),
];

const box = (west, south, east, north) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});

const feature = (id, municipality, geometry, properties) => ({
  type: 'Feature',
  id,
  geometry,
  properties: {
    municipality,
    version: 2,
    beginLifespanVersion: '2026-11-20T09:30:00Z',
    ...properties,
  },
});

export const FEATURES = {
  municipalities: [
    feature(1, 'C096', box(14, 41.7, 14.1, 41.85), { name: 'Castel di Sangro' }),
    feature(2, 'A187', box(14.1, 41.7, 14.2, 41.85), { name: 'Alfedena' }),
  ],
  zoning: [
    feature(1, 'C096', box(14.04, 41.76, 14.05, 41.77), {
      zone: 'A',
      height_m: 1234.5,
      adopted_on: '2024-02-05',
      protected: true,
      article: 1203,
      rules: '<b>Vietato</b> <script>window.broken = true</script>',
    }),
    feature(2, 'A187', box(14.14, 41.76, 14.15, 41.77), { zone: 'E' }),
    feature(3, 'C096', box(14.06, 41.76, 14.07, 41.77), { zone: 'E', deleted: true }),
  ],
  roads: [
    feature(
      1,
      'C096',
      {
        type: 'LineString',
        coordinates: [
          [14.04, 41.765],
          [14.05, 41.765],
        ],
      },
      { name: 'Via Roma' },
    ),
  ],
  places: [
    feature(1, 'C096', { type: 'Point', coordinates: [14.045, 41.765] }, { name: 'La Torre' }),
  ],
  drafts: [feature(1, 'C096', box(14.04, 41.76, 14.05, 41.77), { name: 'Variante' })],
};

/** Zone 1 before its last change, the only zone there was. */
export const FORMER_ZONE = {
  ...FEATURES.zoning[0],
  geometry: box(14.04, 41.76, 14.048, 41.77),
  properties: {
    ...FEATURES.zoning[0].properties,
    zone: 'E',
    version: 1,
    beginLifespanVersion: '2024-03-12T08:00:00Z',
  },
};
