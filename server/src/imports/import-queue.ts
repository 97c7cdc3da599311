/** Imports asked for through the API: one after another, each with its own way to be stopped. */
import { rm } from 'node:fs/promises';
import type { ImportActor, ImportRequest } from './import.ts';
import { runImport } from './import.service.ts';
import type { ImportDeps } from './import.service.ts';

/** GDAL takes some 300 MB while it reads: two at once would not fit a small server. */
export class ImportQueue {
  readonly #deps: ImportDeps;
  readonly #running = new Map<string, AbortController>();
  #last: Promise<void> = Promise.resolve();

  constructor(deps: ImportDeps) {
    this.#deps = deps;
  }

  /** Takes over the request's file, which is removed when the import ends, however it ends. */
  add(id: string, actor: ImportActor, request: ImportRequest): void {
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#last = this.#next(id, actor, request, controller.signal);
  }

  async #next(
    id: string,
    actor: ImportActor,
    request: ImportRequest,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#last;
    const release = (): Promise<void> => rm(request.path, { force: true });
    try {
      await runImport(this.#deps, actor, id, request, { signal, release });
    } catch {
      // Its record says why.
    } finally {
      this.#running.delete(id);
    }
  }

  /** Ends its reading at once, if it is this process's. */
  abort(id: string): void {
    this.#running.get(id)?.abort();
  }

  /** When all that was added has ended. */
  idle(): Promise<void> {
    return this.#last;
  }
}
