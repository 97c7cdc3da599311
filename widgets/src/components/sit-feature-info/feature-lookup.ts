/** Reads the exact features behind what is drawn at a place. A newer question drops the older one's answers. */
import type { SitClient } from '@sit/client/client';
import { ClientProblem } from '@sit/client/problem';
import type { Feature } from '@sit/core/feature';
import type { FeatureReference } from '../../internal/features-at.ts';
import { askedState, PRESENT, type Showing } from '../../internal/showing.ts';

export type Finding = FeatureReference &
  (
    | { state: 'reading' }
    | { state: 'read'; feature: Feature; updated: boolean }
    | { state: 'gone' }
    | { state: 'failed' }
  );

/** More than these at one place are a sign of being too far away. */
const LIMIT = 12;

export class FeatureLookup {
  findings: Finding[] = [];
  /** How many more there are. */
  more = 0;
  readonly #changed: () => void;
  #reading = new AbortController();
  #showing: Showing = PRESENT;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  clear(): void {
    this.#reading.abort();
    this.findings = [];
    this.more = 0;
    this.#changed();
  }

  /** Settles when every feature has been read, or has turned out not to be readable. */
  async read(
    client: SitClient,
    references: readonly FeatureReference[],
    showing: Showing,
  ): Promise<void> {
    this.#reading.abort();
    this.#showing = showing;
    const { signal } = (this.#reading = new AbortController());
    this.more = Math.max(0, references.length - LIMIT);
    this.findings = references
      .slice(0, LIMIT)
      .map((reference) => ({ ...reference, state: 'reading' }));
    this.#changed();
    await Promise.all(this.findings.map((_, at) => this.#readOne(client, at, signal)));
  }

  /** Reads one feature again: it has been written, or it could not be read. False where it is none of these. */
  async reread(
    client: SitClient,
    { layer, fid }: { layer: string; fid: number },
    updated: boolean,
  ): Promise<boolean> {
    const at = this.findings.findIndex((each) => each.layer.id === layer && each.fid === fid);
    if (at < 0) return false;
    await this.#readOne(client, at, this.#reading.signal, updated);
    return true;
  }

  async #readOne(
    client: SitClient,
    at: number,
    signal: AbortSignal,
    updated = false,
  ): Promise<void> {
    const { layer, fid } = this.findings[at]!;
    const finding = await client
      .item(layer.id, fid, { ...askedState(this.#showing, layer.id), signal })
      .then(
        ({ feature }): Finding => ({ layer, fid, state: 'read', feature, updated }),
        (error: unknown): Finding => {
          const gone = error instanceof ClientProblem && error.code === 'not-found';
          return { layer, fid, state: gone ? 'gone' : 'failed' };
        },
      );
    if (signal.aborted) return;
    this.findings = this.findings.with(at, finding);
    this.#changed();
  }
}
