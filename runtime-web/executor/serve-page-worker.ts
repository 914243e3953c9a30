import { serveExecutor, type WorkerContent } from '../../src/graph/index.ts';

/** The part of a worker's global scope that messages go through. */
interface WorkerScope {
  postMessage(message: unknown, transfers: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

/**
 * The program of a worker of a page's pool: a module that a page starts as a worker calls it once, with the calculators that
 * the worker shall have. A page has no list of all calculators, so that it loads only those that it uses.
 *
 * @example
 * // pool-worker.ts
 * import { servePageWorker } from 'millrace/web';
 * import { imageCalculators } from 'millrace/calculators/image';
 * servePageWorker({ calculators: imageCalculators, services: { image_kernels: createImageKernels() } });
 */
export function servePageWorker(content: Pick<WorkerContent, 'calculators'> & Partial<WorkerContent>): void {
  const scope = globalThis as unknown as WorkerScope;
  // As an error that nobody has caught ends a thread in Node: the pool must not wait for a worker that is broken.
  scope.addEventListener('unhandledrejection', event => {
    event.preventDefault();
    const reason: unknown = event.reason;
    setTimeout(() => {
      throw reason instanceof Error ? reason : new Error(String(reason));
    }, 0);
  });
  serveExecutor(
    {
      post: (message, transfers) => {
        scope.postMessage(message, [...transfers] as Transferable[]);
      },
      receive: handler => {
        scope.addEventListener('message', event => {
          handler(event.data);
        });
      },
    },
    () => ({ calculators: content.calculators, services: content.services ?? {} }),
  );
}
