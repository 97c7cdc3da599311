/** What has been met lately: enough to pass over what is told twice, by two ways, within moments. */
const MOST_KEYS = 1_000;

export class RecentKeys {
  readonly #keys = new Set<string>();

  /** False for a key asked about before. */
  isNew(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(this.#keys.values().next().value!);
    return true;
  }
}
