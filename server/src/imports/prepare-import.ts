/** What an import will do, decided before a row is read: which layer of the file, CRS, target layer, rules. */
import type { Source, SourceLayer } from '@sit/formats/format';
import { findCrs } from '@sit/core/crs';
import type { Layer } from '@sit/core/layer';
import type { Database } from '../db/database.ts';
import { refuse } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { findLayer } from '../layers/layer.service.ts';
import { findMunicipalities, requireUnion } from '../tenancy/tenancy.service.ts';
import { chooseLayer, layerFromSource, mapFields, municipalityFinder } from './import-plan.ts';
import type { RowRules } from './import-row.ts';
import type { ImportRequest } from './import.ts';
import { observeGeometry } from './observed-geometry.ts';
import { credibleArea, findTransformation, knownSourceCrs, sourceArea } from './transformation.ts';
import type { Transformation } from './transformation.ts';

/** Drawn over the standard layers, until the office says otherwise. */
const IMPORTED_POSITION = 1_000;

export interface PreparedImport {
  layerInFile: SourceLayer;
  transformation: Transformation;
  /** With `create`, the layer to be made. */
  layer: Layer;
  rules: RowRules;
  /** WGS 84: where features are credible. */
  area: ReturnType<typeof credibleArea>;
  notes: string[];
}

/**
 * Refuses what the caller must decide (layer, CRS, municipality), a CRS without a trustworthy way to the
 * storage CRS, a layer that does not exist or, with `create`, does.
 */
export async function prepareImport(
  db: Database,
  request: ImportRequest,
  source: Source,
): Promise<PreparedImport> {
  const { description } = source;
  const layerInFile = chooseLayer(description, request.fileName, request.sourceLayer);
  const notes: string[] = [];
  const { storageCrs } = await requireUnion(db.kysely);
  const crs = chooseCrs(request, layerInFile, notes);
  const transformation = findTransformation(crs, storageCrs);
  if (!transformation) throw noTransformation(request.fileName, crs, storageCrs);
  const asked = withMunicipalityField(request, layerInFile, description.format);
  const municipality = await municipalityRule(db, asked);
  const layer = request.create
    ? await newLayer(db, asked, source, layerInFile)
    : await findLayer(db.kysely, EVERYTHING_READABLE, request.layer);
  const { mappings, ignored } = mapFields(layer, layerInFile.fields, asked.municipalityField);
  if (ignored.length > 0)
    notes.push(`Campi del file che il livello non ha, lasciati fuori: ${ignored.join(', ')}.`);
  if (layer.dimensions === 3 && layerInFile.dimensions === 2)
    notes.push('Il livello ha le quote e il file no: sono state messe a 0.');
  if (layer.dimensions === 2 && layerInFile.dimensions === 3)
    notes.push('Il file ha le quote e il livello no: sono state lasciate fuori.');
  const unit = sourceArea(crs)?.unit ?? findCrs(crs)?.unit ?? 'metre';
  const rules: RowRules = {
    layer,
    mappings,
    ...municipality,
    crs: { epsg: crs, unit },
    invalid: request.invalid,
  };
  return { layerInFile, transformation, layer, rules, area: credibleArea(crs, storageCrs), notes };
}

function chooseCrs(request: ImportRequest, { crs }: SourceLayer, notes: string[]): number {
  if (request.crs !== undefined) {
    if (crs.epsg !== null && crs.epsg !== request.crs)
      notes.push(
        `Il file dichiara EPSG:${crs.epsg}; è stato usato EPSG:${request.crs}, come richiesto.`,
      );
    return request.crs;
  }
  if (crs.epsg !== null) return crs.epsg;
  throw refuse(
    'crs-required',
    `${request.fileName}: ${
      crs.wkt === null
        ? 'il file non dichiara il suo sistema di riferimento'
        : `il sistema di riferimento dichiarato («${crs.wkt.replace(/\s+/g, ' ').slice(0, 80)}…») non ha un codice EPSG noto`
    }. Lo indichi, per esempio --crs EPSG:3004 per Gauss-Boaga fuso est.`,
    { faults: [{ place: 'crs', reason: 'crs-required', message: 'Occorre il codice EPSG.' }] },
  );
}

function noTransformation(fileName: string, from: number, to: number): Problem {
  return refuse(
    'invalid-file',
    `${fileName}: da EPSG:${from} a EPSG:${to} non è nota una trasformazione di accuratezza accettabile; ` +
      `senza, le coordinate sarebbero fuori posto anche di oltre cento metri. Sistemi ammessi: ${knownSourceCrs().join(', ')}.`,
    {
      faults: [
        { place: 'crs', reason: 'no-transformation', message: `EPSG:${from} non è ammesso.` },
      ],
    },
  );
}

/** The cadastre's GML says each feature's municipality itself. */
function withMunicipalityField(
  request: ImportRequest,
  layer: SourceLayer,
  format: string,
): ImportRequest {
  if (request.municipality !== undefined && request.municipalityField !== undefined)
    throw refuse(
      'invalid-parameter',
      'Indichi il comune (--municipality) oppure il campo che lo dice (--municipality-field), non entrambi.',
    );
  if (request.municipalityField !== undefined) {
    if (!layer.fields.some(({ name }) => name === request.municipalityField))
      throw refuse(
        'invalid-parameter',
        `${request.fileName}: il campo «${request.municipalityField}» non c’è; ci sono ${layer.fields.map(({ name }) => name).join(', ')}.`,
      );
    return request;
  }
  if (request.municipality !== undefined) return request;
  if (format === 'gml-cadastre') return { ...request, municipalityField: 'administrative_unit' };
  throw refuse(
    'invalid-parameter',
    'Indichi il comune degli elementi: --municipality CODICE, o --municipality-field CAMPO.',
  );
}

async function municipalityRule(
  db: Database,
  request: ImportRequest,
): Promise<Pick<RowRules, 'municipalityOf' | 'municipalityField'>> {
  const find = municipalityFinder(await findMunicipalities(db.kysely));
  const { municipality, municipalityField } = request;
  if (municipalityField !== undefined)
    return {
      municipalityField,
      municipalityOf: ({ properties }) => find(properties[municipalityField]),
    };
  const code = find(municipality);
  if (code === null)
    throw refuse(
      'invalid-parameter',
      `«${municipality}» non è il codice di un comune dell’unione (per esempio C096).`,
    );
  return { municipalityField: undefined, municipalityOf: () => code };
}

async function newLayer(
  db: Database,
  request: ImportRequest,
  source: Source,
  layerInFile: SourceLayer,
): Promise<Layer> {
  const geometry = layerInFile.geometryType
    ? { type: layerInFile.geometryType, dimensions: layerInFile.dimensions }
    : await observeGeometry(source.features(layerInFile.name), request.fileName);
  const existing = await findLayer(db.kysely, EVERYTHING_READABLE, request.layer).catch(() => null);
  if (existing)
    throw refuse(
      'already-exists',
      `Il livello «${request.layer}» esiste già: importi senza --create per aggiungervi elementi.`,
    );
  return layerFromSource(request, layerInFile, geometry, IMPORTED_POSITION);
}

/** Only the union's administrators import, and they read every layer. */
const EVERYTHING_READABLE = {
  userId: '',
  name: '',
  email: '',
  grants: [{ role: 'union-admin' as const, municipality: null }],
};
