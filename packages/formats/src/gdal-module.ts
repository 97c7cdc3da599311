/** gdal3.js as far as it is used here: opening, describing and copying to a GeoPackage. */
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface GdalDataset {
  pointer: number;
  path: string;
}

export interface OgrLayerInfo {
  name: string;
  featureCount?: number;
  fields?: { name: string; type: string; subType?: string }[];
  geometryFields?: {
    type: string;
    extent?: number[];
    coordinateSystem?: { wkt: string; projjson?: ProjJson };
  }[];
}

export interface ProjJson {
  id?: { authority: string; code: number | string };
  components?: ProjJson[];
}

export interface Gdal {
  open(path: string, openOptions: string[]): Promise<{ datasets: GdalDataset[] }>;
  ogrinfo(
    dataset: GdalDataset,
    options: string[],
  ): Promise<{ driverShortName: string; layers: OgrLayerInfo[] }>;
  ogr2ogr(dataset: GdalDataset, options: string[], outputName: string): Promise<unknown>;
  close(dataset: GdalDataset): Promise<void>;
}

export interface GdalSettings {
  outputDirectory: string;
  /** Told each line GDAL writes, e.g. `ERROR 1: …`, `Warning 1: …`. */
  onMessage(line: string): void;
}

type Initialise = (config: {
  path: string;
  dest: string;
  env: Record<string, string>;
  logHandler(message: string): void;
  errorHandler(message: string): void;
}) => Promise<Gdal>;

/** Loads the WebAssembly module: about half a second and 180 MB. Once a thread. */
export async function loadGdal({ outputDirectory, onMessage }: GdalSettings): Promise<Gdal> {
  const require = createRequire(import.meta.url);
  const initialise = require('gdal3.js/node.js') as Initialise;
  const home = join(dirname(require.resolve('gdal3.js/node.js')), 'dist', 'package');
  return initialise({
    // gdal3.js puts './' before it.
    path: relative(process.cwd(), home),
    dest: outputDirectory,
    env: {
      SHAPE_RESTORE_SHX: 'YES',
      // Ours to find, count and mend: an unclosed ring, a geometry that is not valid.
      OGR_GEOMETRY_ACCEPT_UNCLOSED_RING: 'YES',
      // These open other files named in what they read.
      GDAL_SKIP: 'VRT,OGR_VRT,GTI,WMS,WMTS,PLScenes,CSW,OAPIF,WFS,HTTP',
      OGR_GEOJSON_MAX_OBJ_SIZE: '64',
      GML_FIELDTYPES: 'ALWAYS_STRING',
    },
    logHandler: onMessage,
    errorHandler: onMessage,
  });
}

interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: { Memory: { prototype: WebAssemblyMemory } };

/** Refuses the module more than `bytes` of memory: it then fails by itself, and only itself. */
export function limitWebAssemblyMemory(bytes: number): void {
  const pageBytes = 65_536;
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WebAssemblyMemory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > bytes)
      throw new RangeError(`memory limit of ${bytes} bytes`);
    return grow.call(this, pages);
  };
}
