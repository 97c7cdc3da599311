/** A priority queue of numbers (binary heap), least priority value first. */
export class Queue {
  #items: number[] = [];
  #priorities: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: number, priority: number): void {
    let i = this.#items.length;
    this.#items.push(item);
    this.#priorities.push(priority);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.#priorities[parent]! <= priority) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** The item of least priority value, with that value. */
  pop(): [item: number, priority: number] {
    const first: [number, number] = [this.#items[0]!, this.#priorities[0]!];
    const item = this.#items.pop()!;
    const priority = this.#priorities.pop()!;
    if (this.#items.length > 0) {
      this.#items[0] = item;
      this.#priorities[0] = priority;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      if (left >= this.#items.length) return;
      const right = left + 1;
      const least =
        right < this.#items.length && this.#priorities[right]! < this.#priorities[left]!
          ? right
          : left;
      if (this.#priorities[i]! <= this.#priorities[least]!) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #swap(i: number, j: number): void {
    [this.#items[i], this.#items[j]] = [this.#items[j]!, this.#items[i]!];
    [this.#priorities[i], this.#priorities[j]] = [this.#priorities[j]!, this.#priorities[i]!];
  }
}
