import { largestLimits } from '../../src/calculators/tensor/index.ts';

/** Opens a device with what the largest pictures and tfjs's programs need, as far as the adapter has it. */
export function openLargestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({ requiredLimits: largestLimits(adapter.limits) });
}
