import type { RecordedCommand } from './record-commands.ts';

/** Commands that are told a device again and again. */
export interface CommandReplay {
  /** Encodes and submits them over other inputs. The results are lent: each goes back once by `release`. */
  run(inputs: readonly GPUBuffer[]): readonly GPUBuffer[];
  release(result: GPUBuffer): void;
  /** Frees its buffers. Results on loan are freed when they come back. */
  dispose(): void;
}

/** `GPUBufferUsage`: `COPY_SRC`, `COPY_DST`, `UNIFORM`, `STORAGE`. */
const [COPY_SRC, COPY_DST, UNIFORM, STORAGE] = [0x4, 0x8, 0x40, 0x80];

/**
 * Makes recorded commands repeatable: inputs, results and what lies between get buffers of their own, since those of the
 * recording may belong to somebody else by now. Buffers that the commands only read, such as weights, stay who they are and
 * must live as long as this. The first binding of a shader is what it writes, as in all programs of tfjs.
 *
 * @param inputs - the buffers whose contents each run brings.
 * @param results - the buffers that hold the results: targets of copies.
 * @param flush - submits what others have encoded: it may read results, and commands over freed buffers are refused.
 * @returns `undefined` when the commands do not end in copies to `results`.
 */
export function createCommandReplay(
  device: GPUDevice,
  commands: readonly RecordedCommand[],
  inputs: readonly GPUBuffer[],
  results: readonly GPUBuffer[],
  flush: () => void,
): CommandReplay | undefined {
  const made: GPUBuffer[] = [];
  const make = (size: number, usage: number, mappedAtCreation = false): GPUBuffer => {
    const buffer = device.createBuffer({ size, usage, mappedAtCreation });
    made.push(buffer);
    return buffer;
  };
  const own = new Map<GPUBuffer, GPUBuffer>();
  const ownOf = (buffer: GPUBuffer): GPUBuffer => {
    const known = own.get(buffer);
    if (known !== undefined) return known;
    const copy = make(buffer.size, STORAGE | COPY_SRC | COPY_DST);
    own.set(buffer, copy);
    return copy;
  };
  for (const input of inputs) ownOf(input);
  const uniformOf = (bytes: Uint8Array): GPUBuffer => {
    const buffer = make(bytes.byteLength, UNIFORM, true);
    new Uint8Array(buffer.getMappedRange()).set(bytes);
    buffer.unmap();
    return buffer;
  };

  type Run = (encoder: PassOrCopies, lent: ReadonlyMap<GPUBuffer, GPUBuffer>) => void;
  const resultSizes = new Map<GPUBuffer, number>();
  const steps = commands.map((command): Run => {
    if (command.kind === 'copy') {
      const { source, target, size } = command;
      const from = own.get(source) ?? source;
      if (results.includes(target)) resultSizes.set(target, size);
      const to = results.includes(target) ? undefined : ownOf(target);
      return ({ copy }, lent) => copy(from, to ?? lent.get(target) ?? from, size);
    }
    const { pipeline, bindings, groups } = command;
    const entries = bindings.map(({ binding, buffer, offset, size, uniform }) => {
      const mapped =
        uniform === undefined ? (binding === 0 ? ownOf(buffer) : (own.get(buffer) ?? buffer)) : uniformOf(uniform);
      return { binding, resource: { buffer: mapped, offset, ...(size === undefined ? {} : { size }) } };
    });
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    return ({ pass }) => {
      const at = pass();
      at.setPipeline(pipeline);
      at.setBindGroup(0, group);
      at.dispatchWorkgroups(...groups);
    };
  });
  if (results.some(one => !resultSizes.has(one))) {
    for (const buffer of made) buffer.destroy();
    return undefined;
  }

  const free = new Map<number, GPUBuffer[]>();
  let disposed = false;
  return {
    run(given) {
      const lent = new Map(
        results.map(result => {
          const size = resultSizes.get(result) ?? 0;
          const buffer = free.get(size)?.pop() ?? device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
          return [result, buffer] as const;
        }),
      );
      const encoder = device.createCommandEncoder();
      let open: GPUComputePassEncoder | undefined;
      const copy = (source: GPUBuffer, target: GPUBuffer, size: number): void => {
        open?.end();
        open = undefined;
        encoder.copyBufferToBuffer(source, 0, target, 0, size);
      };
      const pass = (): GPUComputePassEncoder => (open ??= encoder.beginComputePass());
      inputs.forEach((input, i) => {
        const source = given[i];
        if (source !== undefined) copy(source, ownOf(input), input.size);
      });
      for (const step of steps) step({ copy, pass }, lent);
      open?.end();
      device.queue.submit([encoder.finish()]);
      return [...lent.values()];
    },
    release(result) {
      if (disposed) {
        flush();
        result.destroy();
      } else free.set(result.size, [...(free.get(result.size) ?? []), result]);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      flush();
      for (const buffer of [...made, ...[...free.values()].flat()]) buffer.destroy();
      free.clear();
    },
  };
}

/** Where commands go: the pass that is open, or one that is opened; copies end it. */
interface PassOrCopies {
  copy(source: GPUBuffer, target: GPUBuffer, size: number): void;
  pass(): GPUComputePassEncoder;
}
