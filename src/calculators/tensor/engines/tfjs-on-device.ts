import { ModelError } from '../../../graph/index.ts';
import type { SharedGpu } from './shared-gpu.ts';
import { importing, type TfjsBackend } from './tfjs-backend.ts';

/** tfjs's WebGPU backend on a device of others. */
export interface TfjsDeviceBackend extends TfjsBackend {
  /** Removes it from tfjs and frees its buffers; the device stays. */
  dispose(): void;
}

/**
 * Starts tfjs's WebGPU backend on a device that is there already, so that its tensors and the kernels' pictures lie in one
 * memory. tfjs knows kernels by the backend's name, and each device is a backend of its own: the kernels are registered anew.
 *
 * @throws ModelError with the remedy.
 */
export async function openTfjsOnDevice(gpu: Pick<SharedGpu, 'device' | 'info'>): Promise<TfjsDeviceBackend> {
  const core = await importing('@tensorflow/tfjs-core', () => import('@tensorflow/tfjs-core'));
  const webgpu = await importing('@tensorflow/tfjs-backend-webgpu', () => import('@tensorflow/tfjs-backend-webgpu'));
  opened += 1;
  const name = `webgpu-${opened}`;
  // tfjs was written for an older form of this record; it reads vendor and architecture.
  const info = gpu.info as unknown as ConstructorParameters<typeof webgpu.WebGPUBackend>[1];
  core.registerBackend(name, () => new webgpu.WebGPUBackend(gpu.device, info), 0);
  const kernels = core.getKernelsForBackend('webgpu');
  for (const kernel of kernels) core.registerKernel({ ...kernel, backendName: name });
  const activate = (): void => {
    if (core.getBackend() === name) return;
    // A backend whose factory is synchronous is set before the first await inside setBackend.
    core.setBackend(name).catch(() => undefined);
    if (core.getBackend() !== name || !(core.findBackend(name) instanceof webgpu.WebGPUBackend)) {
      throw new ModelError(`tfjs backend ${name}: tfjs did not switch to it. Run the graph again.`);
    }
  };
  try {
    activate();
  } catch (cause) {
    remove();
    throw cause;
  }
  const { vendor, architecture } = gpu.info;
  return {
    core,
    name,
    detail: `WebGPU on ${[vendor, architecture].join(' ').trim() || 'a GPU'}`,
    activate,
    dispose: remove,
  };

  function remove(): void {
    core.removeBackend(name);
    for (const { kernelName } of kernels) core.unregisterKernel(kernelName, name);
  }
}

// Names are unique in tfjs, which has one registry per process.
let opened = 0;
