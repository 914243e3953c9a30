import { recordCommands } from './record-commands.ts';
import { createCommandReplay } from './replay-commands.ts';
import type { SharedGpu } from './shared-gpu.ts';

/** A result of a network on a device; `release` is called once. */
export interface NetworkResult {
  readonly buffer: GPUBuffer;
  readonly shape: readonly number[];
  release(): void;
}

/** A network whose commands are known: running it is telling them again. */
export interface NetworkReplay {
  /** Whether inputs of these shapes were recorded. */
  fits(shapes: readonly (readonly number[])[]): boolean;
  run(inputs: readonly GPUBuffer[]): readonly NetworkResult[];
  dispose(): void;
}

const [MAP_READ, COPY_SRC, COPY_DST, STORAGE] = [0x1, 0x4, 0x8, 0x80];
const READ = 1;

/**
 * Runs a network twice, which also compiles it and brings its weights to the device, and records the second run. For inputs of
 * one shape a network is the same commands each time; finding them anew costs more than the GPU needs to compute them.
 *
 * The recording counts only when it gives, on made-up inputs, the very bytes that the network has given.
 *
 * @param predict - encodes and submits the network over buffers of `shapes`, float32.
 * @returns `undefined` when it cannot be repeated: it takes values from the CPU on its way, or its device is gone.
 */
export async function recordNetwork(
  { device, flush }: Pick<SharedGpu, 'device' | 'flush'>,
  shapes: readonly (readonly number[])[],
  predict: (inputs: readonly GPUBuffer[]) => readonly NetworkResult[],
): Promise<NetworkReplay | undefined> {
  const inputs = shapes.map(shape => madeUp(device, lengthOf(shape)));
  const held: NetworkResult[] = [];
  try {
    for (const one of predict(inputs)) one.release();
    device.pushErrorScope('validation');
    const { result: wanted, commands } = recordCommands(device, () => predict(inputs));
    held.push(...wanted);
    const buffers = wanted.map(one => one.buffer);
    const replay = commands && createCommandReplay(device, commands, inputs, buffers, flush);
    const got = replay?.run(inputs) ?? [];
    const fault = await orGone(device, device.popErrorScope());
    const equal = replay !== undefined && fault === null && (await sameBytes(device, buffers, got));
    for (const one of got) replay?.release(one);
    if (!equal) {
      replay?.dispose();
      return undefined;
    }
    const resultShapes = wanted.map(one => one.shape);
    return {
      fits: others => String(others) === String(shapes) && others.length === shapes.length,
      run: given =>
        replay.run(given).map((buffer, i) => ({
          buffer,
          shape: resultShapes[i] ?? [],
          release: () => replay.release(buffer),
        })),
      dispose: () => replay.dispose(),
    };
  } finally {
    for (const one of held) one.release();
    for (const buffer of inputs) buffer.destroy();
  }
}

/** A buffer of floats between 0 and 1, no two neighbours alike. */
function madeUp(device: GPUDevice, length: number): GPUBuffer {
  const buffer = device.createBuffer({ size: 4 * length, usage: STORAGE | COPY_SRC | COPY_DST });
  device.queue.writeBuffer(
    buffer,
    0,
    Float32Array.from({ length }, (_, i) => ((i * 89) % 251) / 250),
  );
  return buffer;
}

/** Whether buffers hold the same bytes, in pairs. */
async function sameBytes(device: GPUDevice, wanted: readonly GPUBuffer[], got: readonly GPUBuffer[]): Promise<boolean> {
  const read = async (source: GPUBuffer): Promise<Uint32Array | undefined> => {
    const staging = device.createBuffer({ size: source.size, usage: MAP_READ | COPY_DST });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, staging, 0, source.size);
    device.queue.submit([encoder.finish()]);
    const mapped = await orGone(
      device,
      staging.mapAsync(READ).then(() => true),
    );
    const words = mapped === true ? new Uint32Array(staging.getMappedRange().slice(0)) : undefined;
    staging.destroy();
    return words;
  };
  const pairs = wanted.map(async (one, i) => {
    const other = got[i];
    const [a, b] = await Promise.all([read(one), other && read(other)]);
    return a !== undefined && b !== undefined && a.length === b.length && a.every((word, at) => word === b[at]);
  });
  return got.length === wanted.length && (await Promise.all(pairs)).every(Boolean);
}

/** Waits for a promise of a device; `undefined` when it fails or the device is gone, which may leave it open. */
async function orGone<T>(device: GPUDevice, promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise.catch(() => undefined), device.lost.then(() => undefined)]);
}

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
