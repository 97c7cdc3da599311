/** Italian cadastral references as the Agenzia delle Entrate publishes them: `CCCCZFFFFAS[.parcel]`. */

export interface CadastralReference {
  /** Cadastral (Belfiore) code. */
  municipality: string;
  /** Census section letter; null where the municipality has none (`_`). */
  section: string | null;
  /** Sheet number without leading zeros, e.g. `13`. */
  sheet: string;
  /** Annex and development; null where `0`. */
  annex: string | null;
  development: string | null;
  /** Parcel as text: numbers, letters, pseudo-parcels such as `STRADA001`; null for a sheet's reference. */
  parcel: string | null;
}

const REFERENCE = /^([A-Z]\d{3})([A-Z_])(\d{4})([0-9A-Z])([0-9A-Z])(?:\.(.+))?$/;

/** Reads a national cadastral reference, e.g. `A176_003100.329`; null when it is not one. */
export function parseCadastralReference(text: string): CadastralReference | null {
  const match = REFERENCE.exec(text.trim());
  if (!match) return null;
  const [, municipality, section, sheet, annex, development, parcel] = match;
  return {
    municipality: municipality!,
    section: section === '_' ? null : section!,
    sheet: sheet!.replace(/^0+(?=.)/, ''),
    annex: annex === '0' ? null : annex!,
    development: development === '0' ? null : development!,
    parcel: parcel ?? null,
  };
}

/** The reference's text as published; the inverse of {@link parseCadastralReference}. */
export function formatCadastralReference(reference: CadastralReference): string {
  const sheet = reference.sheet.padStart(4, '0');
  const head = `${reference.municipality}${reference.section ?? '_'}${sheet}${reference.annex ?? '0'}${reference.development ?? '0'}`;
  return reference.parcel === null ? head : `${head}.${reference.parcel}`;
}
