import type { ExecutorPort, Transfers, WorkerEnd } from '../engine/executor/executor-port.ts';
import { createHostMacrotask } from '../engine/host.ts';

/** What a {@link workerPair} lets a test see and do. */
export interface WorkerPairOptions {
  /** Sees each message before it is sent, numbered from 0 in both directions together; `false`: the worker dies of it. */
  readonly tap?: (direction: 'to worker' | 'from worker', index: number, message: unknown) => boolean;
}

/** A worker on the same thread: see {@link workerPair}. */
export interface WorkerPair {
  readonly end: WorkerEnd;
  /** Ends the worker as a crash would. */
  crash(reason: string): void;
  /** Whether it was ended, by whomever. */
  readonly isOver: () => boolean;
}

/**
 * A worker that runs on the calling thread, behind real structured clone: messages are copied and buffers moved as between
 * threads, one turn of the event loop later. For tests of pools and of the worker's side.
 *
 * @param program - what the worker does with its port.
 */
export function workerPair(program: (port: ExecutorPort) => void, options: WorkerPairOptions = {}): WorkerPair {
  const later = createHostMacrotask();
  const clone = (
    globalThis as unknown as {
      readonly structuredClone: (value: unknown, options: object) => unknown;
    }
  ).structuredClone;
  let isOver = false;
  let count = 0;
  let endedHandler: ((reason: Error) => void) | undefined;
  const crash = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    later(() => endedHandler?.(new Error(reason)));
  };
  const side = (direction: 'to worker' | 'from worker') => {
    let handler: ((message: unknown) => void) | undefined;
    const early: unknown[] = [];
    return {
      post: (message: unknown, transfers: Transfers) => {
        const copy = clone(message, { transfer: [...transfers] });
        if (isOver) return;
        if (options.tap?.(direction, count++, copy) === false) {
          crash('the test has ended it');
          return;
        }
        later(() => {
          if (isOver) return;
          if (handler === undefined) early.push(copy);
          else handler(copy);
        });
      },
      receive: (one: (message: unknown) => void) => {
        handler = one;
        for (const message of early.splice(0)) one(message);
      },
    };
  };
  const toWorker = side('to worker');
  const fromWorker = side('from worker');
  program({ post: fromWorker.post, receive: toWorker.receive });
  return {
    end: {
      post: toWorker.post,
      receive: fromWorker.receive,
      ended: handler => {
        endedHandler = handler;
      },
      terminate: () => {
        isOver = true;
      },
    },
    crash,
    isOver: () => isOver,
  };
}
