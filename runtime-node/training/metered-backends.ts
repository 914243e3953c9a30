import type { TrainingBackend, TrainingBackends } from '../../src/calculators/train/index.ts';

/** Backends that say how many tensors they hold. */
export interface MeteredBackends extends TrainingBackends {
  /** The tensors of all that were opened. A number that grows from epoch to epoch is a leak. */
  tensors(): number;
}

/** Counts the tensors of backends. */
export function meteredBackends(backends: TrainingBackends): MeteredBackends {
  const opened = new Set<TrainingBackend['core']>();
  return {
    async open(name) {
      const backend = await backends.open(name);
      // Backends share one tfjs, which counts for all of them.
      opened.add(backend.core);
      return backend;
    },
    tensors: () => [...opened].reduce((sum, core) => sum + core.memory().numTensors, 0),
  };
}
