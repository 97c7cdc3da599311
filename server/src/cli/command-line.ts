/** Words of a command line: an action, a name where the action takes one, and options. */
import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true }>
>['values'];

export interface CommandLine<A extends string, O extends ParseArgsOptionsConfig> {
  action: A;
  /** Empty for `list`. */
  name: string;
  values: Values<O>;
}

/** What was asked, or why it cannot be understood. `nameWord` is what the usage calls the name. */
export function parseCommandLine<A extends string, const O extends ParseArgsOptionsConfig>(
  argv: string[],
  actions: readonly A[],
  nameWord: string,
  options: O,
): CommandLine<A, O> | string {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, allowPositionals: true, options });
  } catch (error) {
    return (error as Error).message;
  }
  const [asked, ...words] = parsed.positionals;
  const action = actions.find((each) => each === asked);
  if (action === undefined) return `Azione sconosciuta: ${asked ?? '(nessuna)'}`;
  const names = action === 'list' ? 0 : 1;
  if (words.length > names) return `Di troppo: ${words.slice(names).join(' ')}`;
  const [name = ''] = words;
  if (names === 1 && name === '') return `Manca ${nameWord}.`;
  return { action, name, values: parsed.values as Values<O> };
}
