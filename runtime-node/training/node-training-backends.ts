import { openTfjsBackend, openTfjsOnDevice } from '../../src/calculators/tensor/index.ts';
import {
  createTrainingBackend,
  registerWasmGradients,
  repairCpuGradients,
  type TrainingBackend,
  type TrainingBackends,
} from '../../src/calculators/train/index.ts';
import { ModelError } from '../../src/graph/index.ts';
import { findNodeGpu, type NodeGpuFound, type NodeGpuWish } from '../device/find-node-gpu.ts';
import { openLargestDevice } from '../device/open-largest-device.ts';
import { tfjsWasmPath } from '../engines/tfjs-wasm-path.ts';

/** Where {@link nodeTrainingBackends} looks for a GPU. */
export interface NodeTrainingOptions {
  /** Which GPU `webgpu` may be. Default `auto`: a real one. */
  readonly gpu?: NodeGpuWish | undefined;
  /** Looks for it, in place of {@link findNodeGpu}. */
  readonly find?: (() => Promise<NodeGpuFound>) | undefined;
}

const FINDERS: Readonly<Record<NodeGpuWish, () => Promise<NodeGpuFound>>> = {
  auto: () => findNodeGpu('auto'),
  off: () => findNodeGpu('off'),
  software: () => findNodeGpu('software'),
};
// As tfjs keeps its backends for the life of the process, so is one device kept for each way to find one.
const onGpu = new WeakMap<() => Promise<NodeGpuFound>, Promise<TrainingBackend>>();

/**
 * The training backends of Node: tfjs on WASM SIMD, with the gradient kernels that it lacks, on a GPU by the optional package
 * `webgpu`, tfjs's cpu backend as the bit-exact reference, and the plain one. Those on the CPU are the ones that inference uses.
 * Each is started once per process, with its first use; `webgpu` again when its device was lost.
 */
export function nodeTrainingBackends({
  gpu = 'auto',
  find = FINDERS[gpu],
}: NodeTrainingOptions = {}): TrainingBackends {
  return {
    async open(name) {
      if (name === 'webgpu') return openOnGpu(find);
      const tfjs = await openTfjsBackend(name === 'plain' ? 'cpu' : name, tfjsWasmPath());
      const layers = await import('@tensorflow/tfjs-layers');
      if (name === 'wasm') registerWasmGradients(tfjs.core);
      else repairCpuGradients(tfjs.core);
      return createTrainingBackend({ name, tfjs, layers });
    },
  };
}

function openOnGpu(find: () => Promise<NodeGpuFound>): Promise<TrainingBackend> {
  const known = onGpu.get(find);
  if (known !== undefined) return known;
  const opening = start(find, () => onGpu.delete(find));
  onGpu.set(find, opening);
  opening.catch(() => onGpu.delete(find));
  return opening;
}

async function start(find: () => Promise<NodeGpuFound>, forget: () => void): Promise<TrainingBackend> {
  const { adapter, reason } = await find();
  if (adapter === undefined) {
    throw new ModelError(
      `training backend webgpu: no GPU is used: ${reason}. Set backend to wasm; millrace doctor tells what is there.`,
    );
  }
  const device = await openLargestDevice(adapter);
  const tfjs = await openTfjsOnDevice({ device, info: adapter.info });
  const gone = (): void => {
    forget();
    tfjs.dispose();
  };
  device.lost.then(gone, gone);
  const layers = await import('@tensorflow/tfjs-layers');
  return createTrainingBackend({ name: 'webgpu', tfjs, layers, device });
}
