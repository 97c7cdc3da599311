/** The commonest fault of real cadastral GML: an `&` that starts no reference, whose place the parser tells late. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const BARE = /&(?!(?:#\d+|#x[0-9a-f]+|[a-z_][\w.-]*);)/i;

/** Line and column, from 1, of the first one; null when there is none. */
export async function findBareAmpersand(
  path: string,
): Promise<{ line: number; column: number } | null> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let line = 0;
  try {
    for await (const text of lines) {
      line++;
      const at = text.search(BARE);
      if (at >= 0) return { line, column: at + 1 };
    }
    return null;
  } finally {
    lines.close();
  }
}
