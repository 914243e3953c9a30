import { checkBlendBlurred } from '../blend-blurred.ts';
import { checkLength, checkPlane, checkRgba, checkSameSize } from '../check-pixels.ts';
import { checkComposite } from '../composite.ts';
import type { ImageKernels, PooledBuffer } from '../image-kernels.ts';
import { checkJointBilateral, spatialTaps } from '../joint-bilateral.ts';
import { checkLightWrap } from '../light-wrap.ts';
import { linearSpans } from '../linear-spans.ts';
import type { RgbaPixels } from '../pixels.ts';
import { checkSegmentationActivation } from '../segmentation-activation.ts';
import { checkSmoothMask } from '../smooth-mask.ts';
import type { ResizeFilter } from '../tensor-target.ts';
import { typescriptKernels } from '../typescript-kernels.ts';
import { checkWeightedBlur, gaussianTaps } from '../weighted-blur.ts';
import { checkWeightedDownsample } from '../weighted-downsample.ts';
import { yuvCoefficients } from '../yuv-colour.ts';
import { checkYuv } from '../yuv-layout.ts';
import { BufferPool } from './buffer-pool.ts';
import { KernelCall, PoolExhausted } from './kernel-call.ts';
import type { KernelExports } from './kernel-exports.ts';
import { SpanTables } from './span-tables.ts';

/** More rows than this overflow the 16-bit sums of the area kernel; such ratios run in TypeScript. */
const mostAreaRows = 250;

/** Up to so many bytes the joint bilateral keeps the weights of its last rows in place of computing them twice. */
const mostSharedBytes = 4 << 20;

/** Up to so many pixels per box of whole-numbered scale the sums fit 16 bits. */
const mostAreaPixels = 257;

/**
 * The kernels as WebAssembly SIMD over one fixed memory, which is also the pool that images are allocated in.
 *
 * When the memory is used up, buffers come from the JavaScript heap, and a call that finds no scratch runs in
 * TypeScript: slower, with the same result.
 */
export function wasmKernels(memory: WebAssembly.Memory, kernels: KernelExports, reason: string): ImageKernels {
  const heap = memory.buffer;
  const reference = typescriptKernels(reason);
  let pool: BufferPool | undefined = new BufferPool(heap.byteLength);
  const tables = new SpanTables(heap, pool);
  let liveBuffers = 0;
  let lentBytes = 0;
  let overflowed = 0;

  const open = (): BufferPool => {
    if (pool === undefined) {
      throw new Error('image kernels: used after dispose(). Create new ones with createImageKernels().');
    }
    return pool;
  };

  const lend = <T extends Uint8Array | Float32Array>(
    bytes: number,
    inside: (pointer: number) => T,
    outside: () => PooledBuffer<T>,
  ): PooledBuffer<T> => {
    const owner = open();
    const block = owner.take(bytes);
    if (block === undefined) {
      overflowed++;
      return outside();
    }
    liveBuffers++;
    lentBytes += block.bytes;
    let released = false;
    return {
      data: inside(block.pointer),
      release: () => {
        if (released)
          throw new Error('image kernels: a buffer was released twice. Release it once, after its last use.');
        released = true;
        liveBuffers--;
        lentBytes -= block.bytes;
        owner.give(block);
      },
    };
  };

  const run = (wasm: (call: KernelCall) => void, typescript: () => void): void => {
    const call = new KernelCall(heap, open());
    try {
      wasm(call);
      call.finish();
    } catch (error) {
      if (!(error instanceof PoolExhausted)) throw error;
      typescript();
    } finally {
      call.close();
    }
  };

  const resize = (
    call: KernelCall,
    source: RgbaPixels,
    target: { readonly width: number; readonly height: number; readonly data: Uint8Array | Float32Array },
    filter: ResizeFilter,
    mode: number,
    range: readonly [number, number],
  ): void => {
    const from = call.input(source.data);
    const to = call.output(target.data);
    const { width, height } = target;
    const kx = source.width / width;
    const ky = source.height / height;
    if (filter === 'area' && Number.isInteger(kx) && Number.isInteger(ky) && kx * ky <= mostAreaPixels) {
      const row = call.scratch((source.width + 8) * 8);
      const norm = 1 / (kx * ky);
      kernels.resizeAreaWhole(from, source.width, kx, ky, to, width, height, row, norm, mode, range[0], range[1]);
    } else if (filter === 'area') {
      const xs = tables.area(source.width, width);
      const ys = tables.area(source.height, height);
      const row = call.scratch((source.width + 4) * 16);
      const norm = (width * height) / (source.width * source.height);
      kernels.resizeArea(from, source.width, xs, ys, to, width, height, row, norm, mode, range[0], range[1]);
    } else {
      const xs = tables.linear(source.width, width);
      const ys = tables.linear(source.height, height);
      const rows = call.scratch(width * 32);
      kernels.resizeBilinear(from, source.width, xs, ys, to, width, height, rows, mode, range[0], range[1]);
    }
  };
  const tooManyRows = (source: RgbaPixels, height: number, filter: ResizeFilter): boolean =>
    filter === 'area' && source.height / height > mostAreaRows;

  return {
    backend: 'wasm',
    reason,
    allocRgba: (width, height) =>
      lend(
        width * height * 4,
        pointer => new Uint8Array(heap, pointer, width * height * 4),
        () => reference.allocRgba(width, height),
      ),
    allocPlane: (width, height) =>
      lend(
        width * height * 4,
        pointer => new Float32Array(heap, pointer, width * height),
        () => reference.allocPlane(width, height),
      ),
    allocBytes: length =>
      lend(
        length,
        pointer => new Uint8Array(heap, pointer, length),
        () => reference.allocBytes(length),
      ),
    allocFloats: length =>
      lend(
        length * 4,
        pointer => new Float32Array(heap, pointer, length),
        () => reference.allocFloats(length),
      ),
    stats: () => {
      const outside = reference.stats();
      return {
        liveBuffers: liveBuffers + outside.liveBuffers,
        liveBytes: lentBytes + outside.liveBytes,
        pooledBytes: pool?.pooledBytes ?? 0,
        overflowed,
      };
    },
    dispose: () => {
      pool = undefined;
    },

    resizeRgba: (source, target, filter) => {
      checkRgba('resizeRgba', 'source', source);
      checkRgba('resizeRgba', 'target', target);
      if (tooManyRows(source, target.height, filter)) reference.resizeRgba(source, target, filter);
      else {
        run(
          call => resize(call, source, target, filter, 0, [0, 255]),
          () => reference.resizeRgba(source, target, filter),
        );
      }
    },
    resizeToTensor: (source, target, filter) => {
      checkRgba('resizeToTensor', 'source', source);
      checkLength('resizeToTensor', 'target', target.width, target.height, target.data.length, 3);
      if (tooManyRows(source, target.height, filter)) reference.resizeToTensor(source, target, filter);
      else {
        run(
          call => resize(call, source, target, filter, target.layout === 'nhwc' ? 1 : 2, target.range),
          () => reference.resizeToTensor(source, target, filter),
        );
      }
    },
    upsampleMask: (source, target) => {
      checkPlane('upsampleMask', 'source', source);
      checkPlane('upsampleMask', 'target', target);
      const { width, height } = target;
      run(
        call =>
          kernels.upsampleMask(
            call.input(source.data),
            source.width,
            tables.linear(source.width, width),
            tables.linear(source.height, height),
            call.output(target.data),
            width,
            height,
            call.scratch((width + 4) * 8),
          ),
        () => reference.upsampleMask(source, target),
      );
    },
    jointBilateral: (guide, mask, target, options) => {
      checkJointBilateral(guide, mask, target, options);
      const { width, height } = guide;
      run(
        call => {
          const { offsets, weights } = spatialTaps(options);
          const { radius } = options;
          const taps = call.scratch(4 * (offsets.length + weights.length));
          new Int32Array(heap, taps, offsets.length).set(offsets);
          new Float32Array(heap, taps + 4 * offsets.length, weights.length).set(weights.map(Math.log2));
          const spans = linearSpans(mask.width, width);
          const runs: number[] = [];
          let left = -1;
          let right = -1;
          for (let x = 0; x < width; x++) {
            const l = spans.low[Math.max(0, x - radius)]!;
            const r = spans.high[Math.min(width - 1, x + radius)]!;
            if (l === left && r === right) runs[runs.length - 4] = x + 1;
            else runs.push(x + 1, l, r, 0);
            left = l;
            right = r;
          }
          const ringRows = 2 * radius + 1;
          // The weights ahead of a pixel, shared with the pixel they lead to, while they fit the processor's cache.
          const ahead = offsets.flatMap((dy, j) =>
            offsets.flatMap((dx, i) =>
              dy > 0 || (dy === 0 && dx > 0) ? [{ dy, dx, weight: Math.log2(weights[j * offsets.length + i]!) }] : [],
            ),
          );
          const keepRows = radius + 1;
          const planePitch = (width + 128) * 4;
          const shared = keepRows * ahead.length * planePitch <= mostSharedBytes ? ahead : [];
          const half = call.scratch(Math.max(1, shared.length) * 32);
          shared.forEach(({ dy, dx, weight }, i) => {
            new Int32Array(heap, half + i * 32, 2).set([dy, dx]);
            new Float32Array(heap, half + i * 32 + 8, 1)[0] = weight;
          });
          const flagPitch = width + 160;
          const flags = call.scratch((keepRows + 1) * flagPitch);
          new Uint8Array(heap, flags, (keepRows + 1) * flagPitch).fill(0);
          kernels.jointBilateral(
            call.input(guide.data),
            width,
            height,
            call.input(mask.data),
            mask.width,
            tables.linear(mask.width, width),
            tables.linear(mask.height, height),
            call.output(target.data),
            radius,
            taps,
            offsets.length,
            -Math.LOG2E / (2 * (255 * options.sigmaColor) ** 2),
            options.flatTolerance,
            call.scratch(ringRows * (width + 4) * 4),
            ringRows,
            call.scratch((width + 4) * 8),
            call.scratch(offsets.length * 8),
            call.integers(runs),
            runs.length / 4,
            call.scratch((mask.width + 4) * 4),
            call.scratch((mask.width + 4) * 4),
            flags,
            flagPitch,
            half,
            shared.length,
            call.scratch(keepRows * 3 * planePitch),
            planePitch,
            call.scratch(keepRows * ((width >> 4) + 2)),
            call.scratch(keepRows * shared.length * planePitch),
          );
        },
        () => reference.jointBilateral(guide, mask, target, options),
      );
    },
    weightedDownsample: (frame, mask, target) => {
      checkWeightedDownsample(frame, mask, target);
      run(
        call =>
          kernels.weightedDownsample(
            call.input(frame.data),
            call.input(mask.data),
            frame.width,
            tables.area(frame.width, target.width),
            tables.area(frame.height, target.height),
            call.output(target.data),
            target.width,
            target.height,
            call.scratch((frame.width + 4) * 16),
            (target.width * target.height) / (frame.width * frame.height),
          ),
        () => reference.weightedDownsample(frame, mask, target),
      );
    },
    weightedBlur: (pixels, options) => {
      checkWeightedBlur(pixels, options);
      const { width, height } = pixels;
      run(
        call => {
          const data = call.inOut(pixels.data);
          const taps = call.floats(gaussianTaps(options));
          const between = call.scratch(width * height * 16);
          const weighed = call.scratch(width * height * 16);
          const line = call.scratch((width + 2 * options.radius + 4) * 16);
          for (let i = 0; i < options.iterations; i++) {
            kernels.weightedBlur(data, width, height, taps, options.radius, between, weighed, line);
          }
        },
        () => reference.weightedBlur(pixels, options),
      );
    },
    blendBlurred: (frame, mask, low, target) => {
      checkBlendBlurred(frame, mask, low, target);
      const { width, height } = frame;
      run(
        call =>
          kernels.blendBlurred(
            call.input(frame.data),
            call.input(mask.data),
            call.input(low.data),
            low.width,
            tables.linear(low.width, width),
            tables.linear(low.height, height),
            call.output(target.data),
            width,
            height,
            call.scratch((width + 4) * 24),
          ),
        () => reference.blendBlurred(frame, mask, low, target),
      );
    },
    lightWrap: (frame, background, mask, target, options) => {
      checkLightWrap(frame, background, mask, target, options);
      run(
        call =>
          kernels.lightWrap(
            call.input(frame.data),
            call.input(background.data),
            call.input(mask.data),
            call.output(target.data),
            mask.data.length,
            options.coverage[0],
            options.coverage[1],
            options.strength,
            options.blend === 'screen' ? 1 : 0,
          ),
        () => reference.lightWrap(frame, background, mask, target, options),
      );
    },
    composite: (foreground, background, mask, target) => {
      checkComposite(foreground, background, mask, target);
      run(
        call =>
          kernels.composite(
            call.input(foreground.data),
            call.input(background.data),
            call.input(mask.data),
            call.output(target.data),
            mask.data.length,
          ),
        () => reference.composite(foreground, background, mask, target),
      );
    },
    smoothMask: (current, previous, target, ratio) => {
      checkSmoothMask(current, previous, target);
      run(
        call =>
          kernels.smoothMask(
            call.input(current.data),
            call.input(previous.data),
            call.output(target.data),
            current.data.length,
            ratio,
          ),
        () => reference.smoothMask(current, previous, target, ratio),
      );
    },
    segmentationActivation: (source, target, options) => {
      checkSegmentationActivation(source, target, options);
      const { activation, channels, channel } = options;
      run(
        call => {
          const from = call.input(source);
          const to = call.output(target);
          if (activation === 'none') kernels.pickChannel(from, to, target.length, channels, channel);
          else {
            const other = activation === 'softmax' ? 1 - channel : -1;
            kernels.logistic(from, to, target.length, channels, channel, other);
          }
        },
        () => reference.segmentationActivation(source, target, options),
      );
    },
    yuvToRgba: (source, target, colour) => {
      checkYuv('yuvToRgba', source);
      checkRgba('yuvToRgba', 'target', target);
      checkSameSize('yuvToRgba', 'source and target', source, target);
      const { width, height, layout } = source;
      const { kr, kg, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
      // 15-bit factors: luma comes shifted left by 7 and chroma by 8, results are in 1/64.
      const luma = Math.round((255 / lumaSteps) * 16384);
      const chroma = (255 / chromaSteps) * 8192;
      const redV = 2 * (1 - kr) * chroma;
      const blueU = 2 * (1 - kb) * chroma;
      run(
        call => {
          const from = call.input(source.data);
          const planes = chromaPlanes(from, width, height, layout);
          kernels.yuvToRgba(
            from,
            planes.u,
            planes.v,
            planes.step,
            call.output(target.data),
            width,
            height,
            black,
            luma,
            Math.round(redV),
            Math.round((-blueU * kb) / kg),
            Math.round((-redV * kr) / kg),
            Math.round(blueU),
          );
        },
        () => reference.yuvToRgba(source, target, colour),
      );
    },
    rgbaToYuv: (source, target, colour) => {
      checkRgba('rgbaToYuv', 'source', source);
      checkYuv('rgbaToYuv', target);
      checkSameSize('rgbaToYuv', 'source and target', source, target);
      const { width, height } = source;
      const { kr, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
      const luma = (lumaSteps / 255) * 32768;
      const blue = (chromaSteps / (4 * 255 * 2 * (1 - kb))) * 131072;
      const red = (chromaSteps / (4 * 255 * 2 * (1 - kr))) * 131072;
      run(
        call => {
          const to = call.output(target.data);
          const planes = chromaPlanes(to, width, height, target.layout);
          const [ur, ub] = [Math.round(-kr * blue), Math.round((1 - kb) * blue)];
          const [vr, vb] = [Math.round((1 - kr) * red), Math.round(-kb * red)];
          // The weights of luma sum to its whole range and those of chroma to 0, so that gray stays gray.
          const [yr, yb] = [Math.round(kr * luma), Math.round(kb * luma)];
          const yg = Math.round(luma) - yr - yb;
          kernels.rgbaToYuv(
            call.input(source.data),
            width,
            height,
            to,
            planes.u,
            planes.v,
            planes.step,
            black,
            yr,
            yg,
            yb,
            ur,
            -ur - ub,
            ub,
            vr,
            -vr - vb,
            vb,
          );
        },
        () => reference.rgbaToYuv(source, target, colour),
      );
    },
  };
}

/** Where the chroma of a 4:2:0 picture at `base` lies, and the distance between its samples. */
function chromaPlanes(
  base: number,
  width: number,
  height: number,
  layout: 'i420' | 'nv12',
): { readonly u: number; readonly v: number; readonly step: number } {
  const u = base + width * height;
  if (layout === 'nv12') return { u, v: u + 1, step: 2 };
  return { u, v: u + ((width + 1) >> 1) * ((height + 1) >> 1), step: 1 };
}
