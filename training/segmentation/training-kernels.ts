import { readFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

/** What batch normalisation found and made of a batch. */
export interface Normalised {
  readonly y: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** The gradients of batch normalisation. */
export interface NormalisedGradient {
  readonly dx: Float32Array;
  readonly dScale: Float32Array;
  readonly dShift: Float32Array;
}

/** The geometry of a same-padded depthwise convolution. */
export interface DepthwiseShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernel: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
}

/** SIMD kernels for the two steps of training that tfjs's WASM backend lacks or does slowly. */
export interface TrainingKernels {
  /** Normalises rows of `scale.length` channels by their own mean and variance (plus 1e-3). */
  normalise(x: Float32Array, scale: Float32Array, shift: Float32Array): Normalised;
  /** The gradients of {@link TrainingKernels.normalise}. */
  normaliseGradient(
    x: Float32Array,
    dy: Float32Array,
    scale: Float32Array,
    stats: Omit<Normalised, 'y'>,
  ): NormalisedGradient;
  /** The filter gradient `[kernel, kernel, channels]` of a depthwise convolution. */
  depthwiseFilterGradient(x: Float32Array, dy: Float32Array, shape: DepthwiseShape): Float32Array;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  sumRows(x: number, rows: number, c: number, mean: number, out: number): void;
  affine(x: number, rows: number, c: number, a: number, b: number, y: number): void;
  gradSums(x: number, dy: number, rows: number, c: number, mean: number, s0: number, s1: number): void;
  gradApply(x: number, dy: number, rows: number, c: number, f: number, g: number, h: number): void;
  depthwiseFilterGrad(...offsetsAndSizes: number[]): void;
}

async function compile(): Promise<Exports> {
  const source = await readFile(new URL('./training-kernels.as.ts', import.meta.url), 'utf8');
  let binary: Uint8Array | undefined;
  const { error } = await asc.main(
    ['k.ts', '--outFile', 'k.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='],
    {
      readFile: name => (name === 'k.ts' ? source : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined)
    throw new Error(`training kernels: do not compile.\n${error?.message ?? ''}`);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  return instance.exports as unknown as Exports;
}

/** Bytes below which the compiler keeps its own data, and the room of one channel vector. */
const BASE = 1024;
const VECTOR = 4096;

/** Compiles and loads the kernels. Channels must be multiples of 4 and at most 1,024. */
export async function loadTrainingKernels(): Promise<TrainingKernels> {
  const wasm = await compile();
  const big = BASE + 4 * VECTOR;
  const reserve = (bytes: number): void => {
    const missing = bytes - wasm.memory.buffer.byteLength;
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / 65536));
  };
  const at = (offset: number, length: number): Float32Array => new Float32Array(wasm.memory.buffer, offset, length);
  const vector = (index: number): number => BASE + index * VECTOR;
  const put = (index: number, values: Float32Array): void => {
    at(vector(index), values.length).set(values);
  };

  return {
    normalise(x, scale, shift) {
      const c = scale.length;
      const rows = x.length / c;
      reserve(big + x.byteLength);
      at(big, x.length).set(x);
      wasm.sumRows(big, rows, c, 0, vector(0));
      const mean = at(vector(0), c).map(sum => sum / rows);
      put(1, mean);
      wasm.sumRows(big, rows, c, vector(1), vector(0));
      const variance = at(vector(0), c).map(sum => sum / rows);
      const gain = scale.map((s, i) => s / Math.sqrt((variance[i] ?? 0) + 1e-3));
      put(0, gain);
      put(
        1,
        shift.map((s, i) => s - (mean[i] ?? 0) * (gain[i] ?? 0)),
      );
      wasm.affine(big, rows, c, vector(0), vector(1), big);
      return { y: at(big, x.length).slice(), mean, variance };
    },
    normaliseGradient(x, dy, scale, { mean, variance }) {
      const c = scale.length;
      const rows = x.length / c;
      const second = big + x.byteLength;
      reserve(second + dy.byteLength);
      at(big, x.length).set(x);
      at(second, dy.length).set(dy);
      put(0, mean);
      wasm.gradSums(big, second, rows, c, vector(0), vector(1), vector(2));
      const inverse = variance.map(v => 1 / Math.sqrt(v + 1e-3));
      const dShift = at(vector(1), c).slice();
      const dScale = at(vector(2), c).map((sum, i) => sum * (inverse[i] ?? 0));
      const gain = scale.map((s, i) => s * (inverse[i] ?? 0));
      const slope = gain.map((g, i) => (-g * (dScale[i] ?? 0) * (inverse[i] ?? 0)) / rows);
      put(0, gain);
      put(1, slope);
      put(
        2,
        gain.map((g, i) => (-g * (dShift[i] ?? 0)) / rows - (slope[i] ?? 0) * (mean[i] ?? 0)),
      );
      wasm.gradApply(big, second, rows, c, vector(0), vector(1), vector(2));
      return { dx: at(second, dy.length).slice(), dScale, dShift };
    },
    depthwiseFilterGradient(x, dy, s) {
      const second = big + x.byteLength;
      const out = second + dy.byteLength;
      const size = s.kernel * s.kernel * s.channels;
      reserve(out + size * 4);
      at(big, x.length).set(x);
      at(second, dy.length).set(dy);
      wasm.depthwiseFilterGrad(
        big,
        second,
        s.batch,
        s.height,
        s.width,
        s.channels,
        s.outHeight,
        s.outWidth,
        s.kernel,
        s.stride,
        s.top,
        s.left,
        out,
      );
      return at(out, size).slice();
    },
  };
}
