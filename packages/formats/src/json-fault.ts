/** Why a file that starts like JSON is no GeoJSON, in words for people. */
import { readFile, stat } from 'node:fs/promises';

/** Above this a syntax error's exact place is not worth the memory. */
const MAX_BYTES = 64 * 1024 ** 2;

export async function describeJsonFault(path: string): Promise<string> {
  if ((await stat(path)).size > MAX_BYTES) return 'non è un GeoJSON leggibile';
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
  } catch (error) {
    if (error instanceof SyntaxError)
      return `non è JSON ben formato, forse è troncato (${error.message.replace(/\s+/g, ' ').slice(0, 200)})`;
    return 'non è testo UTF-8';
  }
  const type =
    typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  return type === undefined
    ? 'è JSON ma non GeoJSON: manca il membro «type» (FeatureCollection, Feature o una geometria)'
    : `è JSON ma non GeoJSON: il suo «type» è ${JSON.stringify(type)?.slice(0, 60)}`;
}
