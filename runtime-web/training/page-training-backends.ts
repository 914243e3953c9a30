import { largestLimits } from '../../src/calculators/tensor/engines/largest-limits.ts';
import { openTfjsBackend } from '../../src/calculators/tensor/engines/tfjs-backend.ts';
import { openTfjsOnDevice } from '../../src/calculators/tensor/engines/tfjs-on-device.ts';
import { repairCpuGradients } from '../../src/calculators/train/backend/cpu-gradients.ts';
import { createTrainingBackend } from '../../src/calculators/train/backend/create-training-backend.ts';
import type { TrainingBackend, TrainingBackends } from '../../src/calculators/train/backend/training-backend.ts';
import { registerWasmGradients } from '../../src/calculators/train/backend/wasm-gradients.ts';
import { ModelError } from '../../src/graph/index.ts';
import type { AssetLocator } from '../assets/shipped-assets.ts';
import type { DeviceChoice } from '../device/choose-device.ts';
import type { OpenGpu } from '../device/gpu-keeper.ts';
import { tfjsWasmPath } from '../models/tfjs-wasm-path.ts';

/** Training backends that hold a device. */
export interface PageTrainingBackends extends TrainingBackends {
  /** Destroys the device; what trains on it fails. */
  dispose(): void;
}

/**
 * The training backends of a page: those of Node by the same names, with the same gradient kernels. `webgpu` is a device of its
 * own, opened when it is first asked for, and again when it was lost.
 *
 * @param choose - says whether there is a GPU that may be used.
 */
export function pageTrainingBackends(assets: AssetLocator, choose: () => Promise<DeviceChoice>): PageTrainingBackends {
  let newest: GPUDevice | undefined;
  let opening: Promise<TrainingBackend> | undefined;
  const openOnGpu = async (): Promise<TrainingBackend> => {
    const { device, info } = await openDevice(await choose());
    newest = device;
    const tfjs = await openTfjsOnDevice({ device, info });
    const gone = (): void => {
      if (newest === device) opening = undefined;
      tfjs.dispose();
    };
    device.lost.then(gone, gone);
    const layers = await import('@tensorflow/tfjs-layers');
    return createTrainingBackend({ name: 'webgpu', tfjs, layers, device });
  };
  return {
    async open(name) {
      if (name === 'webgpu') {
        opening ??= openOnGpu();
        return opening.catch((error: unknown) => {
          opening = undefined;
          throw error;
        });
      }
      const tfjs = await openTfjsBackend(name === 'plain' ? 'cpu' : name, tfjsWasmPath(assets));
      const layers = await import('@tensorflow/tfjs-layers');
      if (name === 'wasm') registerWasmGradients(tfjs.core);
      else repairCpuGradients(tfjs.core);
      return createTrainingBackend({ name, tfjs, layers });
    },
    dispose() {
      newest?.destroy();
    },
  };
}

async function openDevice({ kind, reason }: DeviceChoice): Promise<Pick<OpenGpu, 'device' | 'info'>> {
  const adapter =
    kind === 'webgpu' ? await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }) : null;
  if (adapter === null) {
    throw new ModelError(`training backend webgpu: no GPU is used: ${reason}. Set backend to wasm.`);
  }
  const device = await adapter.requestDevice({ requiredLimits: largestLimits(adapter.limits) });
  return { device, info: adapter.info };
}
