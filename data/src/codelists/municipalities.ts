/**
 * The 13 municipalities of the Alto Sangro (province of L'Aquila): real names, codes, 2021 population
 * and centroids. Codes and populations are public ISTAT data; nothing else of them is in this package.
 */

export interface MunicipalityCode {
  /** Cadastral (Belfiore) code. */
  code: string;
  /** Six-digit ISTAT code. */
  istatCode: string;
  name: string;
  /** Residents on 1 January 2021. */
  population: number;
  areaSquareKilometers: number;
  /** WGS 84, `[longitude, latitude]`. */
  centroid: [number, number];
}

type Row = [string, string, string, number, number, number, number];

const ROWS: Row[] = [
  ['A187', '066003', 'Alfedena', 935, 40.06, 14.0099, 41.7158],
  ['A481', '066005', 'Ateleta', 1104, 41.89, 14.1735, 41.8732],
  ['A678', '066010', 'Barrea', 722, 85.91, 13.978, 41.7675],
  ['C096', '066028', 'Castel di Sangro', 6639, 84.7, 14.1206, 41.7819],
  ['C778', '066035', 'Civitella Alfedena', 287, 29.12, 13.912, 41.7765],
  ['G079', '066061', 'Opi', 379, 50.03, 13.8547, 41.7714],
  ['G484', '066068', 'Pescasseroli', 2105, 90.7, 13.7915, 41.8096],
  ['G493', '066070', 'Pescocostanzo', 1110, 54.93, 14.0566, 41.9184],
  ['H353', '066078', 'Rivisondoli', 681, 32.13, 14.0436, 41.8627],
  ['H429', '066083', 'Rocca Pia', 179, 45.17, 13.9869, 41.9053],
  ['H434', '066084', 'Roccaraso', 1563, 49.22, 14.0781, 41.8375],
  ['I543', '066094', 'Scontrone', 548, 21.16, 14.0548, 41.7635],
  ['M041', '066107', 'Villetta Barrea', 597, 20.68, 13.9343, 41.799],
];

export const ALTO_SANGRO: readonly MunicipalityCode[] = ROWS.map(
  ([code, istatCode, name, population, areaSquareKilometers, lon, lat]) => ({
    code,
    istatCode,
    name,
    population,
    areaSquareKilometers,
    centroid: [lon, lat],
  }),
);
