/** What a graph computes on, and why. */
export interface DeviceChoice {
  /** `wasm`: WebAssembly SIMD on the CPU. */
  readonly kind: 'wasm';
  /** For people: why this device and not another. */
  readonly reason: string;
  /** The WebGPU adapter that was found, if there is one. */
  readonly adapter?: { readonly vendor: string; readonly architecture: string; readonly fallback: boolean };
}

/** The part of WebGPU that is looked at; not every browser has it. */
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
 * Chooses the device of a graph. A fallback adapter counts as no GPU: software WebGPU is many times slower than
 * WebAssembly. Never fails: a browser that refuses to answer has no GPU.
 */
export async function chooseDevice(host: DeviceHost = globalNavigator()): Promise<DeviceChoice> {
  if (host.gpu === undefined) return { kind: 'wasm', reason: 'this browser has no WebGPU' };
  const found = await host.gpu.requestAdapter().catch((error: unknown) => error);
  if (found instanceof Error) return { kind: 'wasm', reason: `WebGPU gave no adapter: ${found.message}` };
  if (!isAdapter(found)) return { kind: 'wasm', reason: 'WebGPU found no adapter' };
  const { vendor = '', architecture = '' } = found.info ?? {};
  const fallback = found.info?.isFallbackAdapter === true || found.isFallbackAdapter === true;
  const name = [vendor, architecture].filter(part => part !== '').join(' ') || 'unnamed';
  const adapter = { vendor, architecture, fallback };
  return fallback
    ? { kind: 'wasm', reason: `the WebGPU adapter (${name}) is software, slower than WebAssembly`, adapter }
    : {
        kind: 'wasm',
        reason: `the calculators of this graph compute in WebAssembly; a WebGPU adapter (${name}) is there`,
        adapter,
      };
}

function isAdapter(value: unknown): value is GpuAdapter {
  return typeof value === 'object' && value !== null;
}

function globalNavigator(): DeviceHost {
  return typeof navigator === 'undefined' ? {} : navigator;
}
