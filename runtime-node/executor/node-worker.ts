import { type Transferable, Worker } from 'node:worker_threads';
import type { WorkerEnd } from '../../src/graph/index.ts';

/**
 * Starts a thread as a worker of a pool. It keeps the process alive only while it has something to do.
 *
 * @param program - a module that calls `serveExecutor`.
 */
export function nodeWorker(program: URL): WorkerEnd {
  const worker = new Worker(program);
  const early: unknown[] = [];
  let handler: ((message: unknown) => void) | undefined;
  let endedHandler: ((reason: Error) => void) | undefined;
  let reason: Error | undefined;
  const end = (why: Error) => {
    if (reason !== undefined) return;
    reason = why;
    endedHandler?.(why);
  };
  // How a thread that is told to end has ended is of no interest: its `exit` is.
  const stop = (): void => {
    worker.terminate().catch(() => undefined);
  };
  worker.on('message', message => {
    if (handler === undefined) early.push(message);
    else handler(message);
  });
  worker.on('messageerror', error => {
    end(error instanceof Error ? error : new Error(String(error)));
    stop();
  });
  worker.on('error', error => {
    end(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', code => {
    end(new Error(`its thread has exited with code ${code}`));
  });
  return {
    post: (message, transfers) => {
      worker.postMessage(message, transfers as readonly Transferable[]);
    },
    receive: one => {
      handler = one;
      for (const message of early.splice(0)) one(message);
    },
    ended: one => {
      endedHandler = one;
      if (reason !== undefined) one(reason);
    },
    terminate: () => {
      stop();
    },
    hold: busy => {
      if (busy) worker.ref();
      else worker.unref();
    },
  };
}
