#!/usr/bin/env node
/** `sit COMMAND`: dispatch only; each command is a file in cli/. */
import { ConfigError, readConfig } from './config.ts';
import { DirectoryInUse } from './db/directory-lock.ts';
import { describeError } from './http/describe-error.ts';
import { Problem } from './http/problem.ts';
import { COMMANDS } from './cli/commands.ts';

const [name = 'help', ...args] = process.argv.slice(2);

try {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const lines = Object.entries(COMMANDS).map(
      ([key, { summary }]) => `  sit ${key.padEnd(10)} ${summary}`,
    );
    console.error(['Uso: sit COMANDO [opzioni]', ...lines].join('\n'));
    process.exitCode = name === 'help' ? 0 : 2;
  } else {
    process.exitCode = await command.run(args, readConfig(process.env, process.cwd()));
  }
} catch (error) {
  process.exitCode = 1;
  if (error instanceof DirectoryInUse)
    console.error(
      `sit ${name}: ${error.message} Il server con la base dati integrata è acceso: lo fermi e ripeta il comando` +
        (name === 'import' ? ', oppure mandi il file a POST /api/imports.' : '.'),
    );
  else if (error instanceof ConfigError || error instanceof Problem)
    console.error(`sit ${name}: ${error.message}`);
  else console.error(describeError(error));
}
