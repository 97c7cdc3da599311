/** GDAL's part of reading: what layers a file has, and a plain copy of one of them as a GeoPackage. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GEOMETRY_TYPES } from '@sit/core/geometry';
import type { BBox, GeometryType } from '@sit/core/geometry';
import type { FieldType } from '@sit/core/layer';
import { SourceProblem } from './format.ts';
import type { SourceCrs, SourceField, SourceFormat } from './format.ts';
import type { GdalFile, GdalLayer } from './gdal-messages.ts';
import type { Gdal, GdalDataset, OgrLayerInfo } from './gdal-module.ts';
import { describeJsonFault } from './json-fault.ts';

export const COPY_TABLE = 'features';
/** Columns beside the source's own fields, which follow them in the source's order. */
export const COPY_FID = 'sit__fid';
export const COPY_GEOMETRY = 'sit__geometry';
const COPY_NAME = 'copy';
const MAX_NOTES = 20;

export interface LayerCopy {
  path: string;
  fields: SourceField[];
  /** Texts must be decoded by us, and checked. */
  rawText: boolean;
  notes: string[];
}

const DRIVERS: Record<SourceFormat, readonly string[]> = {
  shapefile: ['ESRI Shapefile'],
  geopackage: ['GPKG'],
  geojson: ['GeoJSON', 'GeoJSONSeq'],
  gml: ['GML'],
  'gml-cadastre': [],
};

export async function openLayers(
  gdal: Gdal,
  files: readonly GdalFile[],
  messages: string[],
): Promise<{ layers: GdalLayer[]; notes: string[] }> {
  const layers: GdalLayer[] = [];
  for (const [index, file] of files.entries()) {
    const dataset = await open(gdal, file, messages);
    const info = await describe(gdal, dataset, file);
    await gdal.close(dataset);
    for (const layer of info) {
      const taken = layers.some(({ name }) => name === layer.name);
      layers.push({
        ...toLayer(layer, file),
        file: index,
        sourceName: layer.name,
        ...(taken && { name: file.name }),
      });
    }
  }
  return {
    layers: layers.filter(({ geometryType }) => geometryType !== NO_GEOMETRY),
    notes: drain(messages),
  };
}

/** Copies the layer; its rows keep the source's order. Rejects with what GDAL says when it gives up. */
export async function convertLayer(
  gdal: Gdal,
  file: GdalFile,
  layerName: string,
  outputDirectory: string,
  messages: string[],
): Promise<LayerCopy> {
  const path = join(outputDirectory, `${COPY_NAME}.gpkg`);
  await rm(path, { force: true });
  const dataset = await open(gdal, file, messages);
  const info = (await describe(gdal, dataset, file)).find(({ name }) => name === layerName)!;
  await gdal
    .ogr2ogr(dataset, copyOptions(layerName), COPY_NAME)
    .catch((error: { message?: string }) => {
      throw new SourceProblem(
        'invalid-file',
        `${file.name}: GDAL non riesce a leggerlo: ${error.message ?? 'senza dire perché'}.`,
      );
    });
  await gdal.close(dataset);
  const spoken = drain(messages);
  const outOfMemory = spoken.find((line) => /memory|alloc/i.test(line));
  if (outOfMemory)
    throw new SourceProblem(
      'too-large',
      `${file.name}: serve più memoria di quella ammessa (${outOfMemory}).`,
    );
  return {
    path,
    fields: fieldsOf(info, file),
    rawText: file.encoding !== 'UTF-8' || spoken.some((line) => line.includes('not a valid UTF-8')),
    notes: notesOf(spoken),
  };
}

/** Warnings that our way of copying brings about, and says nothing about the source. */
const EXPECTED_MESSAGES = [
  /not normally allowed by the GeoPackage/,
  /non-standard/,
  /not a valid UTF-8/,
  /does not seem to natively support/,
  /Renaming it as/,
  /UPDATE gpkg_contents/,
  /Non closed ring/,
  /GDAL_SKIP/,
];

function copyOptions(layerName: string): string[] {
  const general = ['-f', 'GPKG', '-nln', COPY_TABLE, '-unsetFid', '-nlt', 'CONVERT_TO_LINEAR'];
  const creation = ['SPATIAL_INDEX=NO', `FID=${COPY_FID}`, `GEOMETRY_NAME=${COPY_GEOMETRY}`];
  return [...general, ...creation.flatMap((option) => ['-lco', option]), layerName];
}

async function open(gdal: Gdal, file: GdalFile, messages: string[]): Promise<GdalDataset> {
  drain(messages);
  // An empty ENCODING asks for the bytes as they are.
  const options = file.format === 'shapefile' ? ['ENCODING='] : [];
  const opened = await gdal.open(file.path, options).catch(() => null);
  const dataset = opened?.datasets[0];
  if (dataset) return dataset;
  const reason =
    file.format === 'geojson'
      ? await describeJsonFault(file.path)
      : `GDAL non lo apre${said(drain(messages))}`;
  throw new SourceProblem('invalid-file', `${file.name}: ${reason}.`);
}

async function describe(gdal: Gdal, dataset: GdalDataset, file: GdalFile): Promise<OgrLayerInfo[]> {
  // An extent that is not finite makes GDAL's JSON unreadable; the rows will say which coordinate it is.
  const { driverShortName, layers } = await gdal
    .ogrinfo(dataset, ['-so'])
    .catch(() => gdal.ogrinfo(dataset, ['-so', '-noextent']));
  if (!DRIVERS[file.format].includes(driverShortName))
    throw new SourceProblem(
      'unsupported-format',
      `${file.name}: è ${driverShortName}, un formato che non si importa.`,
    );
  return layers;
}

const NO_GEOMETRY = 'None' as GeometryType;

function toLayer(info: OgrLayerInfo, file: GdalFile): Omit<GdalLayer, 'file' | 'sourceName'> {
  const geometry = info.geometryFields?.[0];
  const declared = geometry?.type ?? 'None';
  const plain = declared
    .replace(/Z?M?$/, '')
    .replace('Curve', '')
    .replace('MultiSurface', 'MultiPolygon');
  const isKnown = (GEOMETRY_TYPES as readonly string[]).includes(plain);
  const extent = geometry?.extent?.every(Number.isFinite) ? (geometry.extent as BBox) : null;
  return {
    name: info.name,
    geometryType: geometry ? (isKnown ? (plain as GeometryType) : null) : NO_GEOMETRY,
    dimensions: /ZM?$/.test(declared) ? 3 : 2,
    crs: crsOf(geometry),
    featureCount: info.featureCount ?? null,
    extent,
    fields: fieldsOf(info, file),
  };
}

function crsOf(
  geometry: NonNullable<OgrLayerInfo['geometryFields']>[number] | undefined,
): SourceCrs {
  const system = geometry?.coordinateSystem;
  if (!system?.wkt) return { epsg: null, wkt: null };
  // Of a compound CRS the horizontal part: heights are kept as they are.
  const { authority, code } = (system.projjson?.components?.[0] ?? system.projjson)?.id ?? {};
  // GDAL gives GeoJSON with heights the three-dimensional twin of WGS 84.
  if (authority === 'EPSG' && code === 4979) return { epsg: 4326, wkt: system.wkt };
  if (authority === 'EPSG' && code) return { epsg: Number(code), wkt: system.wkt };
  if (authority === 'OGC' && /CRS84/.test(String(code))) return { epsg: 4326, wkt: system.wkt };
  return { epsg: null, wkt: system.wkt };
}

function fieldsOf(info: OgrLayerInfo, file: GdalFile): SourceField[] {
  const fields = info.fields ?? [];
  const names =
    file.fieldNames?.length === fields.length ? file.fieldNames : fields.map(({ name }) => name);
  return fields.map((field, index) => ({ name: names[index]!, type: fieldType(field) }));
}

function fieldType({ type, subType }: { type: string; subType?: string }): FieldType {
  if (subType === 'Boolean') return 'boolean';
  const types: Record<string, FieldType> = {
    Integer: 'integer',
    Integer64: 'integer',
    Real: 'number',
    Date: 'date',
    DateTime: 'datetime',
  };
  return types[type] ?? 'text';
}

function drain(messages: string[]): string[] {
  return messages.splice(0);
}

function notesOf(lines: readonly string[]): string[] {
  const unexpected = lines.filter(
    (line) => !EXPECTED_MESSAGES.some((pattern) => pattern.test(line)),
  );
  const sentences = unexpected.map((line) => `GDAL: ${line.replace(/^(ERROR|Warning) \d+: /, '')}`);
  return [...new Set(sentences)].slice(0, MAX_NOTES);
}

function said(lines: readonly string[]): string {
  const errors = lines.filter((line) => line.startsWith('ERROR'));
  return errors.length > 0
    ? `: ${errors.map((line) => line.replace(/^ERROR \d+: /, '')).join('; ')}`
    : '';
}
