import type { GpuAccess } from '../../src/calculators/image/index.ts';
import { createGpuImageKernels } from '../../src/calculators/image/kernels/gpu/create-gpu-image-kernels.ts';
import type { GpuImageKernels } from '../../src/calculators/image/kernels/gpu/gpu-image-kernels.ts';
import type { SharedGpu } from '../../src/calculators/tensor/index.ts';
import { findNodeGpu, type NodeGpuFound, type NodeGpuWish } from './find-node-gpu.ts';
import { openLargestDevice } from './open-largest-device.ts';

/** The GPU of a process in Node: the kernels of pictures and the models share its device. */
export interface NodeGpu extends GpuAccess {
  /** The device for engines; `undefined` before {@link NodeGpu.kernels} has resolved, without a GPU, and when it is gone. */
  current(): SharedGpu | undefined;
  /** What was found, and why it is or is not used. */
  found(): Promise<NodeGpuFound>;
  /** Pictures copied to and from the GPU so far. */
  readonly copies: { readonly toCpu: number; readonly fromCpu: number };
  /** Destroys the device. */
  close(): void;
}

/** Makes one; looks for an adapter and opens it with the first call. A device that is lost is not opened again: WebAssembly goes on. */
export function createNodeGpu(wish: NodeGpuWish = 'auto', find = findNodeGpu): NodeGpu {
  const copies = { toCpu: 0, fromCpu: 0 };
  let found: Promise<NodeGpuFound> | undefined;
  let opening: Promise<GpuImageKernels | undefined> | undefined;
  let open: SharedGpu | undefined;
  let kernels: GpuImageKernels | undefined;
  const look = () => (found ??= find(wish));
  const start = async (): Promise<GpuImageKernels | undefined> => {
    const { adapter } = await look();
    if (adapter === undefined) return undefined;
    const { info } = adapter;
    const device = await openLargestDevice(adapter);
    const made = await createGpuImageKernels(device, {
      toCpu: () => {
        copies.toCpu += 1;
      },
      fromCpu: () => {
        copies.fromCpu += 1;
      },
    });
    kernels = made;
    open = {
      device,
      info,
      get lost() {
        return made.lost;
      },
      flush: () => made.flush(),
      adopt: (buffer, shape, release) => made.adopt(buffer, shape, release),
    };
    return made;
  };
  const isThere = <T>(value: T | undefined): T | undefined => (kernels?.lost === true ? undefined : value);
  return {
    copies,
    found: look,
    current: () => isThere(open),
    async kernels() {
      opening ??= start();
      return isThere(await opening);
    },
    close() {
      kernels?.dispose();
      open?.device.destroy();
      open = undefined;
    },
  };
}
