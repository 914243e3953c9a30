import { bufferUsage } from './buffer-usage.ts';

/** A compute shader. Binding 0 is its uniform buffer `u`, the others are 1, 2, 3 … in the order of the call. */
export interface GpuKernel {
  /** Unique among kernels: the pipeline's key. */
  readonly name: string;
  /** WGSL with an entry point `main`. */
  readonly code: string;
  /** The size of a workgroup along x and y, as the shader says. */
  readonly workgroup: readonly [number, number];
}

/** What a kernel is bound to: a storage buffer, a texture's view, or a frame of the browser. */
export type GpuBinding = GPUBuffer | GPUTextureView | GPUExternalTexture;

/** A value of a uniform block: whole numbers are written as `u32` (negative ones as `i32`), {@link f32} as floats. */
export type UniformValue = number | { readonly f32: number };

/** Marks a uniform as a float. */
export function f32(value: number): UniformValue {
  return { f32: value };
}

/**
 * Runs kernels on a device: pipelines are made once, and commands are gathered in one encoder until `flush`.
 */
export interface KernelRunner {
  readonly device: GPUDevice;
  /** The names of the kernels that have run. */
  readonly used: ReadonlySet<string>;
  /** Compiles kernels, all at once and beside the page's own work, so that no frame waits for them. */
  prepare(kernels: readonly GpuKernel[]): Promise<void>;
  /** Encodes one run over `width` by `height` invocations. `uniforms` are four bytes each, in the order of the block. */
  run(
    kernel: GpuKernel,
    size: { readonly width: number; readonly height: number },
    uniforms: readonly UniformValue[],
    bindings: readonly GpuBinding[],
  ): void;
  /** The encoder that the next `flush` submits, for commands that are no kernels. */
  encoder(): GPUCommandEncoder;
  /** A uniform block of the next `flush`, for render passes. */
  uniforms(values: readonly UniformValue[]): GPUBufferBinding;
  /** Submits what was encoded. */
  flush(): void;
  dispose(): void;
}

/** A uniform block's place: the largest alignment that devices ask for. */
const SLOT = 256;
/** Runs per flush; more flush by themselves. */
const SLOTS = 128;

/** Makes a runner. */
export function createKernelRunner(device: GPUDevice): KernelRunner {
  const pipelines = new Map<string, GPUComputePipeline>();
  const block = device.createBuffer({ size: SLOT * SLOTS, usage: bufferUsage.uniform | bufferUsage.copyTarget });
  const values = new DataView(new ArrayBuffer(SLOT * SLOTS));
  const names = new Set<string>();
  let used = 0;
  let pending: GPUCommandEncoder | undefined;

  const descriptor = ({ name, code }: GpuKernel): GPUComputePipelineDescriptor => ({
    label: name,
    layout: 'auto',
    compute: { module: device.createShaderModule({ label: name, code }), entryPoint: 'main' },
  });
  const pipelineOf = (kernel: GpuKernel): GPUComputePipeline => {
    const known = pipelines.get(kernel.name);
    if (known !== undefined) return known;
    const made = device.createComputePipeline(descriptor(kernel));
    pipelines.set(kernel.name, made);
    return made;
  };
  const flush = (): void => {
    if (pending === undefined) return;
    // One write for all blocks. It comes before the commands, and after those that were submitted earlier.
    if (used > 0) device.queue.writeBuffer(block, 0, values.buffer, 0, used * SLOT);
    device.queue.submit([pending.finish()]);
    pending = undefined;
    used = 0;
  };
  const encoder = (): GPUCommandEncoder => (pending ??= device.createCommandEncoder());
  const uniforms = (list: readonly UniformValue[]): GPUBufferBinding => {
    if (used === SLOTS) flush();
    const offset = used * SLOT;
    used += 1;
    list.forEach((value, i) => {
      const at = offset + i * 4;
      if (typeof value !== 'number') values.setFloat32(at, value.f32, true);
      else if (value < 0) values.setInt32(at, value, true);
      else values.setUint32(at, value, true);
    });
    return { buffer: block, offset, size: SLOT };
  };

  return {
    device,
    used: names,
    async prepare(kernels) {
      const made = await Promise.all(
        kernels.map(
          async kernel => [kernel.name, await device.createComputePipelineAsync(descriptor(kernel))] as const,
        ),
      );
      for (const [name, pipeline] of made) pipelines.set(name, pipeline);
    },
    run(kernel, { width, height }, list, bindings) {
      const pipeline = pipelineOf(kernel);
      names.add(kernel.name);
      // Before the pass: a full block flushes the encoder.
      const first = uniforms(list);
      const entries = [first, ...bindings.map(one => ('usage' in one && 'size' in one ? { buffer: one } : one))];
      const pass = encoder().beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: entries.map((resource, binding) => ({ binding, resource })),
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(width / kernel.workgroup[0]), Math.ceil(height / kernel.workgroup[1]));
      pass.end();
    },
    encoder,
    uniforms,
    flush,
    dispose() {
      pending = undefined;
      block.destroy();
    },
  };
}
