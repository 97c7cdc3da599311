/** The union and its municipalities. The key is the cadastral (Belfiore) code: ISTAT codes change with provinces. */
import type { BBox } from './geometry.ts';

export const MUNICIPALITY_CODE = /^[A-Z]\d{3}$/;

export interface Municipality {
  /** Cadastral (Belfiore) code, e.g. `C096`. */
  code: string;
  /** Six-digit ISTAT code, e.g. `066028`. */
  istatCode: string;
  name: string;
  /** WGS 84; null until a boundary is known. */
  bbox?: BBox | null | undefined;
}

export interface Union {
  id: string;
  name: string;
  /** EPSG code of the metric CRS in which geometries are stored. */
  storageCrs: number;
  /** True for the demonstration territory. */
  fictitious: boolean;
  /** Nobody decides on a proposal of their own. */
  separateReviewer: boolean;
  /** Who must have a second factor to a password: in a session where it was not shown, their roles do not hold. */
  secondFactor: SecondFactorPolicy;
}

export const SECOND_FACTOR_POLICIES = ['optional', 'administrators', 'everybody'] as const;
export type SecondFactorPolicy = (typeof SECOND_FACTOR_POLICIES)[number];
