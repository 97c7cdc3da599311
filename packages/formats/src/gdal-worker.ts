/**
 * The worker thread in which GDAL runs. GDAL copies the wanted layer into a GeoPackage, without
 * reprojection; its rows are then read one batch at a time, geometries as the very bytes of the source's
 * coordinates.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { SourceProblem } from './format.ts';
import { convertLayer, openLayers } from './gdal-copy.ts';
import type { GdalAnswer, GdalRequest, GdalWorkerData } from './gdal-messages.ts';
import { limitWebAssemblyMemory, loadGdal } from './gdal-module.ts';
import { readCopy } from './gpkg-rows.ts';
import type { CopyReader } from './gpkg-rows.ts';

const data = workerData as GdalWorkerData;
const port = parentPort!;
const messages: string[] = [];
limitWebAssemblyMemory(data.memoryBytes);
const gdal = await loadGdal({
  outputDirectory: data.outputDirectory,
  onMessage: (line) => messages.push(line),
});
let reader: CopyReader | null = null;

port.on('message', (request: GdalRequest) => {
  answer(request)
    .catch((error: unknown): GdalAnswer => {
      if (!(error instanceof SourceProblem)) throw error;
      return { kind: 'refused', code: error.code, detail: error.message, faults: error.faults };
    })
    .then((reply) => port.postMessage(reply, transferables(reply)))
    // Anything unforeseen ends the worker; its owner sees the error.
    .catch((error: unknown) =>
      setImmediate(() => {
        throw error;
      }),
    );
});

async function answer(request: GdalRequest): Promise<GdalAnswer> {
  switch (request.kind) {
    case 'open':
      return { kind: 'opened', ...(await openLayers(gdal, data.files, messages)) };
    case 'convert': {
      reader?.close();
      const file = data.files[request.file]!;
      const copy = await convertLayer(gdal, file, request.layer, data.outputDirectory, messages);
      reader = readCopy(copy, file);
      return { kind: 'converted', count: reader.count, notes: copy.notes };
    }
    case 'next':
      return { kind: 'batch', features: reader?.next() ?? null };
  }
}

function transferables(reply: GdalAnswer): ArrayBuffer[] {
  if (reply.kind !== 'batch' || !reply.features) return [];
  return reply.features.flatMap(({ geometry }) =>
    geometry ? [geometry.buffer as ArrayBuffer] : [],
  );
}
