import { createImageKernels } from '../src/calculators/image/kernels/create-image-kernels.ts';
import type { ImageKernels } from '../src/calculators/image/kernels/image-kernels.ts';
import { yuvLength } from '../src/calculators/image/kernels/yuv-layout.ts';
import type { BenchRow } from './bench-row.ts';

interface Kernel {
  readonly name: string;
  /** Bytes read and written at least. */
  readonly bytes: number;
  readonly run: () => void;
}

const width = 1280;
const height = 720;

/**
 * Measures each image kernel at 1280x720 on one thread: WebAssembly SIMD against its TypeScript twin in milliseconds, and
 * its bytes per second (read and written at least) against copying 40 MiB. The mask is a person-like shape of 256x144
 * with soft edges and the noise of a network. Medians.
 */
export async function benchKernels(rounds = 31): Promise<BenchRow[]> {
  const simd = createImageKernels({ backend: 'wasm' });
  const twin = createImageKernels({ backend: 'typescript' });
  const theirs = kernelsOf(twin);
  const rows: BenchRow[] = [];
  const from = new Uint8Array(40 << 20).fill(1);
  const to = new Uint8Array(40 << 20);
  const copied = median(
    times(() => {
      to.set(from);
    }, rounds),
  );
  const bandwidth = (2 * from.length) / copied / 1e6;
  for (const [i, kernel] of kernelsOf(simd).entries()) {
    const peer = theirs[i];
    if (peer === undefined) continue;
    const ours = median(times(kernel.run, rounds));
    const slow = median(times(peer.run, Math.max(3, Math.ceil(rounds / 6))));
    const rate = kernel.bytes / ours / 1e6;
    const name = `kernels/${kernel.name}`;
    rows.push(
      { name, metric: 'time per call', unit: 'ms', ours, peer: slow, peerName: 'TypeScript', ratio: slow / ours },
      {
        name,
        metric: 'bytes per second',
        unit: 'GB/s',
        ours: rate,
        peer: bandwidth,
        peerName: 'copying 40 MiB',
        ratio: rate / bandwidth,
      },
    );
    // Lets others use the thread between kernels.
    await new Promise<void>(resolve => setImmediate(resolve));
  }
  simd.dispose();
  twin.dispose();
  return rows;
}

function kernelsOf(kernels: ImageKernels): Kernel[] {
  const pixels = width * height;
  const lent = () => ({ width, height, data: kernels.allocRgba(width, height).data });
  const plane = (w: number, h: number) => ({ width: w, height: h, data: kernels.allocPlane(w, h).data });
  const frame = lent();
  const background = lent();
  const target = lent();
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) {
      const inside = Math.hypot(x - 640, y - 400) < 260;
      frame.data.set([inside ? 200 + (x & 15) : 60 + (y % 50), inside ? 150 : 90 + (x % 40), (x * y) >> 9, 255], p);
      background.data.set([x, y, 90, 255], p);
    }
  }
  const mask = plane(256, 144);
  let state = 1;
  for (let y = 0, p = 0; y < 144; y++) {
    for (let x = 0; x < 256; x++, p++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const edge = 1 / (1 + Math.exp(Math.hypot(x - 128, y - 80) - 54));
      mask.data[p] = Math.min(1, Math.max(0, edge + (state / 2 ** 32 - 0.5) * 1e-3));
    }
  }
  const fine = plane(width, height);
  const previous = plane(256, 144);
  const smoothed = plane(256, 144);
  kernels.upsampleMask(mask, fine);
  const hard = plane(width, height);
  hard.data.set(fine.data.map(value => (value < 0.01 ? 0 : value > 0.99 ? 1 : value)));
  const refined = plane(width, height);
  const tensor = kernels.allocFloats(256 * 144 * 3).data;
  const logits = kernels.allocFloats(256 * 144 * 2).data.map((_, i) => (i % 13) - 6);
  const low = { width: 320, height: 180, data: kernels.allocFloats(320 * 180 * 4).data };
  const half = { width: 640, height: 360, data: kernels.allocFloats(640 * 360 * 4).data };
  kernels.weightedDownsample(frame, hard, low);
  kernels.weightedDownsample(frame, hard, half);
  const small = { width: 256, height: 144, data: kernels.allocRgba(256, 144).data };
  const odd = { width: 250, height: 140, data: kernels.allocRgba(250, 140).data };
  const yuv = { width, height, layout: 'i420', data: kernels.allocBytes(yuvLength(width, height)).data } as const;
  const nv12 = { ...yuv, layout: 'nv12' } as const;
  const colour = { matrix: 'bt709', range: 'limited' } as const;
  kernels.rgbaToYuv(frame, yuv, colour);
  const refine = { radius: 3, sigmaSpace: 2, sigmaColor: 0.1, stride: 1, flatTolerance: 1 / 512 };
  const blur = { radius: 6, sigma: 3, iterations: 1 };
  const wrap = { coverage: [0.5, 0.75], strength: 0.3, blend: 'screen' } as const;
  const tensorTarget = { data: tensor, width: 256, height: 144, layout: 'nhwc', range: [0, 1] } as const;
  const kernel = (name: string, bytes: number, run: () => void): Kernel => ({ name, bytes, run });
  return [
    kernel('area to 256x144 tensor', pixels * 4, () => kernels.resizeToTensor(frame, tensorTarget, 'area')),
    kernel('area to 256x144 RGBA', pixels * 4, () => kernels.resizeRgba(frame, small, 'area')),
    kernel('area to 250x140 RGBA (scale 5.12)', pixels * 4, () => kernels.resizeRgba(frame, odd, 'area')),
    kernel('bilinear to 256x144 RGBA', 256 * 144 * 12, () => kernels.resizeRgba(frame, small, 'bilinear')),
    kernel('softmax 256x144', 256 * 144 * 12, () =>
      kernels.segmentationActivation(logits, smoothed.data, { activation: 'softmax', channels: 2, channel: 1 }),
    ),
    kernel('smooth mask 256x144', 256 * 144 * 12, () => kernels.smoothMask(mask, previous, smoothed, 0.9)),
    kernel('upsample mask', pixels * 4, () => kernels.upsampleMask(mask, refined)),
    kernel('joint bilateral r3', pixels * 8, () => kernels.jointBilateral(frame, mask, refined, refine)),
    kernel('joint bilateral r3, every 2nd tap', pixels * 8, () =>
      kernels.jointBilateral(frame, mask, refined, { ...refine, stride: 2 }),
    ),
    kernel('weighted downsample to 320x180', pixels * 8, () => kernels.weightedDownsample(frame, hard, low)),
    kernel('weighted downsample to 640x360', pixels * 8, () => kernels.weightedDownsample(frame, hard, half)),
    kernel('weighted blur 320x180, 13 taps', 320 * 180 * 64, () => kernels.weightedBlur(low, blur)),
    kernel('weighted blur 320x180, 17 taps', 320 * 180 * 64, () =>
      kernels.weightedBlur(low, { ...blur, radius: 8, sigma: 4 }),
    ),
    kernel('weighted blur 640x360, 13 taps', 640 * 360 * 64, () => kernels.weightedBlur(half, blur)),
    kernel('blend blurred', pixels * 12, () => kernels.blendBlurred(frame, hard, low, target)),
    kernel('light wrap', pixels * 16, () => kernels.lightWrap(frame, background, hard, target, wrap)),
    kernel('composite', pixels * 16, () => kernels.composite(frame, background, hard, target)),
    kernel('I420 to RGBA', pixels * 5.5, () => kernels.yuvToRgba(yuv, target, colour)),
    kernel('NV12 to RGBA', pixels * 5.5, () => kernels.yuvToRgba(nv12, target, colour)),
    kernel('RGBA to I420', pixels * 5.5, () => kernels.rgbaToYuv(frame, yuv, colour)),
    kernel('RGBA to NV12', pixels * 5.5, () => kernels.rgbaToYuv(frame, nv12, colour)),
  ];
}

function times(run: () => void, rounds: number): number[] {
  // The engine first runs WebAssembly unoptimised.
  for (let i = 0; i < 8; i++) run();
  return Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
