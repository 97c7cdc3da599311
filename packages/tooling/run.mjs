/** Runs programs quietly: one line a step, the output's tail when a step fails. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

const TAIL_LINES = 20;

/** Programs running now, to be ended with us. */
const running = new Set();

/** A step that failed: one sentence for people, and what the program said last. */
export class StepFailure extends Error {
  /**
   * @param {string} message
   * @param {string} [output]
   */
  constructor(message, output = '') {
    super(message);
    this.tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }
}

/**
 * Does one step and says in one line how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  const terminal = process.stdout.isTTY;
  if (terminal) process.stdout.write(`${title} …`);
  const say = (/** @type {string} */ line) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${terminal ? '\r\u001b[K' : ''}${line} (${seconds} s)`);
  };
  try {
    const result = await work();
    say(title);
    return result;
  } catch (error) {
    say(`${title}: non riuscito`);
    throw error;
  }
}

/**
 * Runs a program without input and returns everything it said.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, failure: string }} options `failure` is the sentence
 *   for people when it does not end well
 * @returns {Promise<string>} rejects with {@link StepFailure}
 */
export async function run(command, args, { cwd, env, failure }) {
  const { code, output } = await runToEnd(command, args, { cwd, env });
  if (code !== 0) throw new StepFailure(failure, output);
  return output;
}

/**
 * Runs a program without input to its end, well or not.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeout?: number }} options `timeout` in milliseconds
 * @returns {Promise<{ code: number, output: string }>} 127 where the program is missing
 */
export async function runToEnd(command, args, { cwd, env, timeout = 0 }) {
  const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  try {
    const [code] = await once(child, 'close');
    return { code: code ?? 1, output };
  } catch (error) {
    return { code: 127, output: String(error) };
  } finally {
    running.delete(child);
  }
}

/** Ends the programs of the step under way when we are told to end. */
export function endStepsOnSignal() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]))
    process.on(signal, () => {
      if (running.size === 0) return;
      for (const child of running) child.kill('SIGTERM');
      process.exit(code);
    });
}

/**
 * Prints a failure as people want it and sets the exit code.
 * @param {unknown} error
 */
export function reportFailure(error) {
  process.exitCode = 1;
  if (!(error instanceof StepFailure)) return console.error(error);
  if (error.tail) console.error(error.tail.replaceAll(/^/gm, '  | '));
  console.error(error.message);
}
