/** Preloaded into the server by `npm start`: closes it in good order when its starter is gone. */
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
