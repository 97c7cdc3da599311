/** Readers of the general formats: GDAL in a worker thread of its own, one an open file. */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS, SourceProblem } from './format.ts';
import type {
  OpenOptions,
  Source,
  SourceDescription,
  SourceEncoding,
  SourceFeature,
  SourceFormat,
} from './format.ts';
import type { GdalAnswer, GdalFile, GdalRequest, GdalWorkerData } from './gdal-messages.ts';

export interface GdalSourceFiles {
  files: GdalFile[];
  format: SourceFormat;
  encoding: SourceEncoding | null;
  notes: string[];
  /** Ours to write in. */
  directory: string;
}

/** Rejects with {@link SourceProblem}; leaves no worker behind when it does. */
export async function openGdal(
  { files, format, encoding, notes, directory }: GdalSourceFiles,
  options: OpenOptions,
): Promise<Source> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const outputDirectory = await mkdtemp(join(directory, 'gdal-'));
  const workerData: GdalWorkerData = { files, outputDirectory, memoryBytes: limits.memoryBytes };
  const name = files.map((file) => file.name).join(', ');
  const owner = new WorkerOwner(workerData, name, limits.stepMilliseconds, options.signal);
  try {
    const opened = await owner.ask({ kind: 'open' }, 'opened');
    const description: SourceDescription = {
      format,
      encoding,
      layers: opened.layers.map(({ file: _file, sourceName: _sourceName, ...layer }) => layer),
      notes: [...notes, ...opened.notes],
    };
    return {
      description,
      async *features(layerName: string): AsyncGenerator<SourceFeature[]> {
        const layer = opened.layers.find((candidate) => candidate.name === layerName);
        if (!layer) throw new TypeError(`no layer ${JSON.stringify(layerName)}`);
        const { notes: said } = await owner.ask(
          { kind: 'convert', file: layer.file, layer: layer.sourceName },
          'converted',
        );
        description.notes.push(...said);
        for (;;) {
          const { features } = await owner.ask({ kind: 'next' }, 'batch');
          if (!features) return;
          yield features;
        }
      },
      close: () => owner.end(),
    };
  } catch (error) {
    await owner.end();
    throw error;
  }
}

/** One request at a time; whatever goes wrong in the worker becomes a rejection here, never a crash. */
class WorkerOwner {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #stepMilliseconds: number;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => void this.end();

  constructor(
    data: GdalWorkerData,
    name: string,
    stepMilliseconds: number,
    signal: AbortSignal | undefined,
  ) {
    this.#name = name;
    this.#stepMilliseconds = stepMilliseconds;
    this.#signal = signal;
    this.#worker = new Worker(new URL('./gdal-worker.ts', import.meta.url), {
      workerData: data,
      // node:sqlite announces itself as a release candidate.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
    });
    // Told to whoever asks; unasked, the thread is being ended anyway.
    this.#worker.on('error', () => {});
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    signal?.addEventListener('abort', this.#abort, { once: true });
  }

  async ask<K extends GdalAnswer['kind']>(
    request: GdalRequest,
    expected: K,
  ): Promise<Extract<GdalAnswer, { kind: K }>> {
    this.#signal?.throwIfAborted();
    const patience = AbortSignal.timeout(this.#stepMilliseconds);
    const settled = new AbortController();
    try {
      this.#worker.postMessage(request);
      const signal = AbortSignal.any([patience, settled.signal]);
      const [answer] = (await Promise.race([
        once(this.#worker, 'message', { signal }),
        // The end of the thread without an answer: memory, a trap in the module, an abort.
        once(this.#worker, 'exit', { signal }).then(() => Promise.reject(new Error('exit'))),
      ])) as [GdalAnswer];
      if (answer.kind === 'refused')
        throw new SourceProblem(answer.code, answer.detail, answer.faults);
      if (answer.kind !== expected) throw new Error(`${answer.kind} instead of ${expected}`);
      return answer as Extract<GdalAnswer, { kind: K }>;
    } catch (cause) {
      this.#signal?.throwIfAborted();
      if (cause instanceof SourceProblem) throw cause;
      await this.end();
      const detail = patience.aborted
        ? `la lettura ha superato ${this.#stepMilliseconds / 1000} secondi ed è stata interrotta`
        : `GDAL si è fermato mentre lo leggeva (${cause instanceof Error ? cause.message : String(cause)}): il file è rovinato o troppo grande`;
      throw new SourceProblem('invalid-file', `${this.#name}: ${detail}.`, [], cause);
    } finally {
      settled.abort();
    }
  }

  async end(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort);
    await this.#worker.terminate();
  }
}
