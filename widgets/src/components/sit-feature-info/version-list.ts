/** The versions of one feature as far as they have been read, and the one that is looked at. No DOM. */
import type { SitClient } from '@sit/client/client';
import type { FeatureVersion, VersionDifference } from '@sit/core/api-history';
import type { Feature } from '@sit/core/feature';

const PAGE = 20;

export type Looked =
  | { state: 'reading'; version: number }
  | { state: 'failed'; version: number }
  /** `difference` is to the present; null where there is none any more. */
  | { state: 'read'; version: number; feature: Feature; difference: VersionDifference | null };

export class VersionList {
  state: 'reading' | 'read' | 'failed' = 'reading';
  versions: readonly FeatureVersion[] = [];
  looked: Looked | null = null;
  readonly #client: SitClient;
  readonly #layer: string;
  readonly #fid: number;
  readonly #changed: () => void;
  #nextBefore: number | null = null;

  constructor(client: SitClient, layer: string, fid: number, changed: () => void) {
    this.#client = client;
    this.#layer = layer;
    this.#fid = fid;
    this.#changed = changed;
  }

  get hasMore(): boolean {
    return this.#nextBefore !== null;
  }

  /** Null for a feature that has been deleted. */
  get present(): FeatureVersion | null {
    const newest = this.versions[0];
    return newest?.endLifespanVersion === null ? newest : null;
  }

  /** From the newest on, anew. */
  async read(): Promise<void> {
    this.looked = null;
    await this.#readPage([]);
  }

  async readMore(): Promise<void> {
    await this.#readPage(this.versions, this.#nextBefore ?? undefined);
  }

  /** The version itself, and what of it differs from the present. */
  async look(version: number): Promise<void> {
    this.looked = { state: 'reading', version };
    this.#changed();
    const looked = await this.#lookAt(version).catch((): Looked => ({ state: 'failed', version }));
    // Somebody has looked at another one meanwhile.
    if (this.looked?.version !== version) return;
    this.looked = looked;
    this.#changed();
  }

  leave(): void {
    this.looked = null;
    this.#changed();
  }

  async #lookAt(version: number): Promise<Looked> {
    const { present } = this;
    const [{ feature }, difference] = await Promise.all([
      this.#client.version(this.#layer, this.#fid, version),
      present && present.version !== version
        ? this.#client.difference(this.#layer, this.#fid, { from: version, to: present.version })
        : null,
    ]);
    return { state: 'read', version, feature, difference };
  }

  async #readPage(former: readonly FeatureVersion[], before?: number): Promise<void> {
    try {
      const page = await this.#client.versions(this.#layer, this.#fid, { before, limit: PAGE });
      this.versions = [...former, ...page.versions];
      this.#nextBefore = page.nextBefore;
      this.state = 'read';
    } catch {
      this.state = 'failed';
    }
    this.#changed();
  }
}
