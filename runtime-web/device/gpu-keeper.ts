import { createGpuImageKernels } from '../../src/calculators/image/kernels/gpu/create-gpu-image-kernels.ts';
import type { GpuImageKernels } from '../../src/calculators/image/kernels/gpu/gpu-image-kernels.ts';
import { largestLimits } from '../../src/calculators/tensor/engines/largest-limits.ts';
import type { CopyCounter } from './copy-counter.ts';

/** A device that is open, with the kernels of pictures on it. */
export interface OpenGpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly kernels: GpuImageKernels;
}

/** What a keeper is told, and tells. */
export interface GpuKeeperOptions {
  readonly copies: CopyCounter;
  /** A device was lost, another one opened, or there will be none any more. */
  readonly onChange: (event: GpuEvent) => void;
  /** For how long another device is tried for, in milliseconds. Default 1200: with what WebAssembly needs then it is less than two seconds. */
  readonly patienceMs?: number;
}

/** What happened to the device. */
export interface GpuEvent {
  readonly kind: 'lost' | 'back' | 'gone';
  readonly reason: string;
}

/** Keeps a graph on a GPU: opens a device, and another one when that is lost. */
export interface GpuKeeper {
  /** The device that holds now; `undefined` while it is lost, or for good. */
  readonly current: OpenGpu | undefined;
  /** The device, when there is one: waits for the next one after a loss. `undefined`: there will be none any more. */
  ready(): Promise<OpenGpu | undefined>;
  /** Destroys the device. */
  close(): void;
}

/** Losses within a minute after which the GPU is given up: something is wrong with it, and WebAssembly is not. */
const MOST_LOSSES = 3;
const MINUTE = 60_000;

/**
 * Opens a device with what the largest pictures need.
 *
 * @throws Error when there is no adapter, or it gives no device.
 */
export async function createGpuKeeper(gpu: GPU, options: GpuKeeperOptions): Promise<GpuKeeper> {
  const { copies, onChange, patienceMs = 1200 } = options;
  let current: OpenGpu | undefined;
  let next: Promise<OpenGpu | undefined>;
  let closed = false;
  const isClosed = (): boolean => closed;
  const losses: number[] = [];

  /** What ran on the devices so far is compiled at once on the next one. */
  let used: ReadonlySet<string> | undefined;

  const open = async (): Promise<OpenGpu> => {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new Error('WebGPU found no adapter');
    const device = await adapter.requestDevice({ requiredLimits: largestLimits(adapter.limits) });
    try {
      const kernels = await createGpuImageKernels(device, copies, used);
      if (kernels.lost) throw new Error('the device was lost while it was opened');
      return { device, info: adapter.info, kernels };
    } catch (error) {
      device.destroy();
      throw error;
    }
  };
  const watch = (opened: OpenGpu): void => {
    opened.device.lost
      .then(({ message }) => {
        opened.kernels.dispose();
        if (closed || current !== opened) return;
        current = undefined;
        used = new Set([...(used ?? []), ...opened.kernels.used]);
        losses.push(performance.now());
        onChange({ kind: 'lost', reason: message });
        next = reopen();
      })
      .catch(() => undefined);
  };
  const reopen = async (): Promise<OpenGpu | undefined> => {
    const since = performance.now();
    const recent = losses.filter(time => time > since - MINUTE).length;
    let fault = `it was lost ${recent} times within a minute`;
    while (recent <= MOST_LOSSES && !closed && performance.now() - since < patienceMs) {
      try {
        const opened = await within(open(), patienceMs - (performance.now() - since));
        if (isClosed()) giveUp(opened);
        else {
          current = opened;
          watch(opened);
          onChange({
            kind: 'back',
            reason: `another device was opened after ${Math.round(performance.now() - since)} ms`,
          });
          return opened;
        }
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
        await new Promise(later => setTimeout(later, 50));
      }
    }
    if (!closed) onChange({ kind: 'gone', reason: `the GPU was lost and given up: ${fault}` });
    return undefined;
  };

  const first = await open();
  current = first;
  next = Promise.resolve(first);
  watch(first);
  return {
    get current() {
      return current;
    },
    async ready() {
      // A loss may be told while somebody waits for the device before.
      for (let seen = next; ; seen = next) {
        const opened = await seen;
        if (seen === next && (opened === undefined || !opened.kernels.lost)) return closed ? undefined : opened;
        if (seen === next) await new Promise(later => setTimeout(later, 0));
      }
    },
    close() {
      closed = true;
      const opened = current;
      current = undefined;
      if (opened !== undefined) giveUp(opened);
    },
  };
}

function giveUp({ kernels, device }: OpenGpu): void {
  kernels.dispose();
  device.destroy();
}

/** A promise, or an error when it takes longer. A device that comes too late is destroyed. */
async function within(opening: Promise<OpenGpu>, milliseconds: number): Promise<OpenGpu> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no other device opened in time')), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([opening, late]);
  } catch (error) {
    opening.then(giveUp).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
