// The worker of `createGraph(graph, { worker: true })`: the built-in calculators.
import { serveWorker } from './serve-worker.ts';

serveWorker();
