import { availableParallelism } from 'node:os';

/** The threads of a pool: as many as its option says; for 0, -1 and none at all, one per core, but no more than `nodes`. */
export function workerThreads(numThreads: unknown, nodes: number): number {
  if (typeof numThreads === 'number' && numThreads > 0) return numThreads;
  return Math.max(1, Math.min(availableParallelism(), nodes));
}
