// The program of a worker of a pool in Node: `new Worker` runs it.
import { parentPort, type Transferable } from 'node:worker_threads';
import { serveExecutor } from '../../src/graph/index.ts';
import { workerContent } from './worker-content.ts';
import type { WorkerSettings } from './worker-settings.ts';

const port = parentPort;
if (port === null) throw new Error('worker-program: runs only as a worker of a pool. See createNodeWorkerPool.');
serveExecutor(
  {
    post: (message, transfers) => {
      port.postMessage(message, transfers as readonly Transferable[]);
    },
    receive: handler => {
      port.on('message', handler);
    },
  },
  settings => workerContent(settings as WorkerSettings),
);
