/** What a graph computes on, and why. */
export interface DeviceChoice {
  /** `webgpu`: frames stay on the GPU from the source to the canvas. `wasm`: WebAssembly SIMD on the CPU. */
  readonly kind: 'webgpu' | 'wasm';
  /** For people: why this device and not another. */
  readonly reason: string;
  /** The WebGPU adapter that was found, if there is one. */
  readonly adapter?: { readonly vendor: string; readonly architecture: string; readonly fallback: boolean };
}

/** What of a WebGPU adapter decides. */
export interface GpuAdapter {
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly isFallbackAdapter?: boolean };
  readonly isFallbackAdapter?: boolean;
}

/** What of the browser decides; tests give their own. */
export interface DeviceHost {
  /** WebGPU, where the browser has it. */
  readonly gpu?: {
    /** Finds an adapter; `null` when there is none. */
    requestAdapter(): Promise<GpuAdapter | null>;
  };
}

/**
 * Which GPU a page wants. `auto`: a real one. `off`: none. `software`: also an adapter that computes on the CPU, for tests:
 * it is many times slower than WebAssembly.
 */
export type GpuWish = 'auto' | 'off' | 'software';

/** What is known of the graph when its device is chosen. */
export interface DeviceWish {
  /** Default `auto`. */
  readonly gpu?: GpuWish | undefined;
  /** Why the graph cannot run on a GPU, such as a calculator that takes pictures in CPU memory only. */
  readonly cpuOnly?: string | undefined;
}

/**
 * Chooses the device of a graph. A fallback adapter counts as no GPU: software WebGPU is many times slower than
 * WebAssembly. Never fails: a browser that refuses to answer has no GPU.
 */
export async function chooseDevice(
  host: DeviceHost = globalNavigator(),
  { gpu = 'auto', cpuOnly }: DeviceWish = {},
): Promise<DeviceChoice> {
  if (gpu === 'off') return { kind: 'wasm', reason: 'the page asks for WebAssembly (gpu: off)' };
  if (host.gpu === undefined) return { kind: 'wasm', reason: 'this browser has no WebGPU' };
  const found = await host.gpu.requestAdapter().catch((error: unknown) => error);
  if (found instanceof Error) return { kind: 'wasm', reason: `WebGPU gave no adapter: ${found.message}` };
  if (!isAdapter(found)) return { kind: 'wasm', reason: 'WebGPU found no adapter' };
  const { vendor = '', architecture = '' } = found.info ?? {};
  const fallback = found.info?.isFallbackAdapter === true || found.isFallbackAdapter === true;
  const name = [vendor, architecture].filter(part => part !== '').join(' ') || 'unnamed';
  const adapter = { vendor, architecture, fallback };
  if (fallback && gpu !== 'software') {
    return { kind: 'wasm', reason: `the WebGPU adapter (${name}) is software, slower than WebAssembly`, adapter };
  }
  if (cpuOnly !== undefined) {
    return { kind: 'wasm', reason: `${cpuOnly}; a WebGPU adapter (${name}) is there`, adapter };
  }
  const reason = fallback
    ? `the software WebGPU adapter (${name}) was asked for`
    : `the WebGPU adapter (${name}) is a GPU; frames, kernels and models share its device`;
  return { kind: 'webgpu', reason, adapter };
}

function isAdapter(value: unknown): value is GpuAdapter {
  return typeof value === 'object' && value !== null;
}

function globalNavigator(): DeviceHost {
  return typeof navigator === 'undefined' ? {} : navigator;
}
