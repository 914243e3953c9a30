import { createNodeWorkerPool } from '../../../runtime-node/executor/node-worker-pool.ts';
import { bundleWorker } from '../../../scripts/bundle-worker.mjs';
import type { WorkerPool } from '../../../src/graph/index.ts';
import { calculators } from './movable-calculators.ts';

/** A pool of threads on which cases run, and how many of their nodes it has taken. */
export interface CasePool {
  readonly pool: WorkerPool;
  nodes: number;
  moved: number;
}

/** Starts a pool of two threads with the built-in calculators and those of the cases. */
export async function startCasePool(memory: 'transfer' | 'shared' = 'transfer'): Promise<CasePool> {
  const { program, modules } = await bundleWorker('cases', ['test/cases-runners/mediapipe/movable-calculators.ts']);
  const pool = createNodeWorkerPool({
    threads: 2,
    memory,
    workerProgram: program,
    executorModules: modules.map(url => ({ url, calculators })),
  });
  return { pool, nodes: 0, moved: 0 };
}
