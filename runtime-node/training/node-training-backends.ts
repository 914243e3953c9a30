import { openTfjsBackend } from '../../src/calculators/tensor/index.ts';
import { registerWasmGradients, type TrainingBackends } from '../../src/calculators/train/index.ts';
import { tfjsWasmPath } from '../engines/tfjs-wasm-path.ts';

/**
 * The training backends of Node: tfjs on WASM SIMD, with the gradient kernels that it lacks, tfjs's cpu backend as the
 * bit-exact reference, and the plain one. The backends are those that inference uses: they are started once per process.
 */
export function nodeTrainingBackends(): TrainingBackends {
  return {
    async open(name) {
      const backend = await openTfjsBackend(name === 'plain' ? 'cpu' : name, tfjsWasmPath());
      const layers = await import('@tensorflow/tfjs-layers');
      if (name === 'wasm') registerWasmGradients(backend.core);
      return { name, core: backend.core, layers, activate: () => backend.activate() };
    },
  };
}
