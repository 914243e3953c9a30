/** How long a pass of commands ran on the GPU. */
export interface PassTime {
  /** The label of its first pipeline. */
  readonly name: string;
  readonly milliseconds: number;
}

/** Measures the passes of a device. */
export interface PassTimer {
  /** The passes that were submitted since the last call, in order. */
  take(): Promise<readonly PassTime[]>;
}

/** The parts of `GPUBufferUsage` and `GPUMapMode` that are used; Node has no such globals. */
const [MAP_READ, COPY_SRC, COPY_DST, QUERY_RESOLVE, READ] = [0x1, 0x4, 0x8, 0x200, 0x1];
/** Passes per encoder; more are an error. */
const MOST = 128;

/**
 * Has the GPU note when each pass of a device begins and ends, whoever encodes it: our kernels, and tfjs. Slows the device
 * down, so frames are counted without it.
 *
 * @returns `undefined` when the device was opened without `timestamp-query`.
 */
export function timePasses(device: GPUDevice): PassTimer | undefined {
  if (!device.features.has('timestamp-query')) return undefined;
  const open: { readonly names: string[]; readonly query: GPUQuerySet; readonly buffers: GPUBuffer[] }[] = [];
  const createEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = descriptor => {
    const encoder = createEncoder(descriptor);
    const query = device.createQuerySet({ type: 'timestamp', count: 2 * MOST });
    const names: string[] = [];
    const noted = () => {
      const at = names.push('') - 1;
      if (at === MOST) throw new RangeError(`bench webgpu: an encoder has more than ${MOST} passes. Raise MOST.`);
      return { querySet: query, beginningOfPassWriteIndex: 2 * at, endOfPassWriteIndex: 2 * at + 1 };
    };
    const named = <T extends { setPipeline(pipeline: never): undefined }>(pass: T): T => {
      const at = names.length - 1;
      const set = pass.setPipeline.bind(pass) as (pipeline: GPUObjectBase) => undefined;
      pass.setPipeline = (pipeline: GPUObjectBase) => {
        names[at] ||= pipeline.label;
        set(pipeline);
      };
      return pass;
    };
    const compute = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = given => named(compute({ ...given, timestampWrites: noted() }));
    const render = encoder.beginRenderPass.bind(encoder);
    encoder.beginRenderPass = given => named(render({ ...given, timestampWrites: noted() }));
    const finish = encoder.finish.bind(encoder);
    encoder.finish = given => {
      const size = names.length * 16;
      const resolved = device.createBuffer({ size: Math.max(16, size), usage: QUERY_RESOLVE | COPY_SRC });
      const staging = device.createBuffer({ size: Math.max(16, size), usage: MAP_READ | COPY_DST });
      if (size > 0) {
        encoder.resolveQuerySet(query, 0, names.length * 2, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      }
      open.push({ names, query, buffers: [staging, resolved] });
      return finish(given);
    };
    return encoder;
  };
  return {
    async take() {
      const result: PassTime[] = [];
      for (const { names, query, buffers } of open.splice(0)) {
        const [staging] = buffers;
        if (staging !== undefined && names.length > 0) {
          await staging.mapAsync(READ);
          const times = new BigUint64Array(staging.getMappedRange());
          names.forEach((name, at) => {
            const [begin = 0n, end = 0n] = times.subarray(2 * at, 2 * at + 2);
            result.push({ name, milliseconds: Number(end - begin) / 1e6 });
          });
        }
        for (const buffer of buffers) buffer.destroy();
        query.destroy();
      }
      return result;
    },
  };
}
