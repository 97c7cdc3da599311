/** What a database holds, asked past the server. */
import { execFileSync } from 'node:child_process';

/** The answer's lines; columns are separated by `|`. */
export function psql(url: string, statement: string): string[] {
  const text = execFileSync('psql', [url, '-qAtc', statement], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}
