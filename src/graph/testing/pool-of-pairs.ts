import type { Calculator } from '../calculator.ts';
import { serveExecutor } from '../engine/executor/serve-executor.ts';
import { createWorkerPool, type WorkerPool, type WorkerPoolSetup } from '../engine/executor/worker-pool.ts';
import { type WorkerPair, type WorkerPairOptions, workerPair } from './worker-pair.ts';

/** What {@link poolOfPairs} makes. */
export interface PoolOfPairs {
  readonly pool: WorkerPool;
  /** All workers that were started, in order. */
  readonly pairs: readonly WorkerPair[];
}

/** A pool whose workers run on the calling thread, for tests; the given calculators are those that may be moved. */
export function poolOfPairs(
  calculators: readonly Calculator[],
  setup: Partial<WorkerPoolSetup> & WorkerPairOptions = {},
): PoolOfPairs {
  const pairs: WorkerPair[] = [];
  const { tap, ...rest } = setup;
  const pool = createWorkerPool({
    name: 'pool',
    threads: 2,
    memory: 'transfer',
    settings: null,
    calculators,
    services: new Set(),
    spawn: () => {
      const pair = workerPair(
        port => {
          serveExecutor(port, () => ({ calculators, services: {} }));
        },
        tap === undefined ? {} : { tap },
      );
      pairs.push(pair);
      return pair.end;
    },
    ...rest,
  });
  return { pool, pairs };
}
