import type { WorkerEnd } from '../../src/graph/index.ts';

/** What a pool needs of a `Worker`. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** A worker of the page as a pool sees it. A worker cannot say that it has ended by itself: `close()` in it is not noticed. */
export function pageWorker(worker: WorkerLike): WorkerEnd {
  const early: unknown[] = [];
  let handler: ((message: unknown) => void) | undefined;
  let endedHandler: ((reason: Error) => void) | undefined;
  let reason: Error | undefined;
  const end = (why: string) => {
    if (reason !== undefined) return;
    reason = new Error(why);
    endedHandler?.(reason);
  };
  worker.addEventListener('message', event => {
    if (handler === undefined) early.push(event.data);
    else handler(event.data);
  });
  worker.addEventListener('messageerror', () => {
    end('a message from it could not be read');
    worker.terminate();
  });
  worker.addEventListener('error', event => {
    // The page has been told: it need not go to the console as well.
    event.preventDefault();
    end(event.message || 'its module could not be loaded');
    worker.terminate();
  });
  return {
    post: (message, transfers) => {
      worker.postMessage(message, [...transfers] as Transferable[]);
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
      worker.terminate();
    },
  };
}
