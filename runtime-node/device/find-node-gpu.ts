/** What was found when a GPU was looked for. */
export interface NodeGpuFound {
  /** There when the GPU is to be used. */
  readonly adapter?: GPUAdapter;
  /** Whether there is an adapter that is not used. */
  readonly unused: boolean;
  /** For people: what was found, and why it is or is not used. */
  readonly reason: string;
}

/** Which GPU a program wants: a real one, none, or, for tests, also one that computes on the CPU. */
export type NodeGpuWish = 'auto' | 'off' | 'software';

/** The part of the package `webgpu` that is used. */
export interface WebgpuPackage {
  create(options: string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

// Dawn ends the process when this object is collected while a device of it lives. It does not keep Node from ending.
let instance: GPU | undefined;

/**
 * Looks for a GPU by the optional package `webgpu` (Dawn). An adapter that computes on the CPU, such as lavapipe or
 * SwiftShader, counts as none: WebAssembly is many times faster. Never fails.
 *
 * @param load - imports the package; tests give their own.
 */
export async function findNodeGpu(
  wish: NodeGpuWish = 'auto',
  load: () => Promise<WebgpuPackage> = loadWebgpu,
): Promise<NodeGpuFound> {
  if (wish === 'off') return { unused: false, reason: 'the program asks for none (gpu: off)' };
  let gpu: GPU;
  try {
    const webgpu = await load();
    // What tfjs looks for: the constants of WebGPU, and navigator.gpu, which Node has not.
    for (const [name, value] of Object.entries(webgpu.globals))
      if (!(name in globalThis)) define(globalThis, name, value);
    gpu = load === loadWebgpu ? (instance ??= webgpu.create([])) : webgpu.create([]);
    if (!('navigator' in globalThis)) define(globalThis, 'navigator', {});
    if (!('gpu' in globalThis.navigator)) define(globalThis.navigator, 'gpu', gpu);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { unused: false, reason: `the package webgpu does not load (${why}). Install it: npm install webgpu` };
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null) {
    return { unused: false, reason: 'WebGPU (Dawn) found no adapter; it needs a Vulkan, Metal or D3D12 driver' };
  }
  const { vendor, architecture, description } = adapter.info;
  const name = [vendor, architecture, description].filter(part => part !== '').join(' ') || 'unnamed';
  const isSoftware = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software/i.test(name);
  if (isSoftware && wish !== 'software') {
    return { unused: true, reason: `the adapter (${name}) computes on the CPU, slower than WebAssembly` };
  }
  return { adapter, unused: false, reason: `the adapter (${name}) ${isSoftware ? 'was asked for' : 'is a GPU'}` };
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

async function loadWebgpu(): Promise<WebgpuPackage> {
  return (await import('webgpu')) as unknown as WebgpuPackage;
}
