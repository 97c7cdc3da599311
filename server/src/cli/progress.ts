/** One line a step, with the time it took. */

export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

export function stepPrinter(print: (line: string) => void): Step {
  return async (title, work) => {
    const start = performance.now();
    const result = await work();
    print(`${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return result;
  };
}
