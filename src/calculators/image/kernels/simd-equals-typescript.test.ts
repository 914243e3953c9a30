import { describe, expect, it } from 'vitest';
import { createImageKernels } from './create-image-kernels.ts';
import type { ImageKernels } from './image-kernels.ts';
import { yuvLength } from './yuv-layout.ts';

// The TypeScript kernels are the definition. The SIMD twins must give the same within one step of an 8-bit value, or
// 1e-5 of a float, on sizes that leave every kind of remainder.

const reference = createImageKernels({ backend: 'typescript' });
const simd = createImageKernels({ backend: 'wasm' });

/** Numerical Recipes' generator: the same picture in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function rgba(width: number, height: number, seed = 1) {
  const next = random(seed);
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = Math.floor(next() * 256);
  return { width, height, data };
}

/** A soft disc with flat inside and outside: what a segmentation looks like. */
function disc(width: number, height: number, softness = 0.1) {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d = Math.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.6);
      data[y * width + x] = Math.min(1, Math.max(0, (0.35 - d) / softness + 0.5));
    }
  }
  return { width, height, data };
}

function noise(width: number, height: number, seed = 3) {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height }, () => next()) };
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    // Written so that NaN is the worst of all.
    if (!(d <= most)) most = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }
  return most;
}

/** Runs one kernel both ways on targets with a guard behind them, and gives the largest difference. */
function difference<T extends Uint8Array | Float32Array>(
  make: (length: number) => T,
  length: number,
  run: (kernels: ImageKernels, target: T) => void,
): number {
  const expected = make(length);
  const actual = make(length);
  run(reference, expected);
  run(simd, actual);
  return worst(actual, expected);
}

const bytes = (length: number): Uint8Array => new Uint8Array(length);
const floats = (length: number): Float32Array => new Float32Array(length);

const sizes = [
  [1, 1],
  [3, 5],
  [17, 9],
  [641, 359],
  [1279, 719],
] as const;

describe.each(sizes)('SIMD equals TypeScript at %dx%d', (width, height) => {
  const frame = rgba(width, height);
  const background = rgba(width, height, 2);
  const mask = disc(width, height);
  const rough = noise(width, height);
  const targets = [
    [1, 1],
    [width, height],
    [Math.ceil(width / 5), Math.ceil(height / 5)],
    [Math.max(1, Math.floor(width / 2.7)), Math.max(1, Math.floor(height / 3.3))],
    [Math.min(700, width * 2 + 1), Math.min(500, Math.ceil(height * 1.5))],
  ] as const;

  for (const filter of ['area', 'bilinear'] as const) {
    it.each(targets)(`resizeRgba ${filter} to %dx%d`, (w, h) => {
      expect(
        difference(bytes, w * h * 4, (k, data) => k.resizeRgba(frame, { width: w, height: h, data }, filter)),
      ).toBeLessThanOrEqual(1);
    });

    it.each(targets)(`resizeToTensor ${filter} to %dx%d`, (w, h) => {
      for (const layout of ['nhwc', 'nchw'] as const) {
        for (const range of [
          [0, 1],
          [-1, 1],
        ] as const) {
          expect(
            difference(floats, w * h * 3, (k, data) =>
              k.resizeToTensor(frame, { width: w, height: h, data, layout, range }, filter),
            ),
          ).toBeLessThanOrEqual(1e-5);
        }
      }
    });
  }

  it.each(targets)('upsampleMask to %dx%d', (w, h) => {
    expect(
      difference(floats, w * h, (k, data) => k.upsampleMask(rough, { width: w, height: h, data })),
    ).toBeLessThanOrEqual(1e-5);
  });

  it('jointBilateral', () => {
    const low = disc(Math.max(1, Math.round(width / 5.3)), Math.max(1, Math.round(height / 4.7)), 0.05);
    const lowNoise = noise(Math.max(1, Math.round(width / 5.3)), Math.max(1, Math.round(height / 4.7)));
    for (const options of [
      { radius: 3, sigmaSpace: 2, sigmaColor: 0.1, stride: 1, flatTolerance: 0 },
      { radius: 4, sigmaSpace: 3, sigmaColor: 0.3, stride: 2, flatTolerance: 1 / 512 },
      { radius: 1, sigmaSpace: 0.8, sigmaColor: 10, stride: 1, flatTolerance: 0.3 },
      { radius: 0, sigmaSpace: 1, sigmaColor: 0.1, stride: 1, flatTolerance: 0 },
    ]) {
      for (const small of width > 1000 ? [low] : [low, lowNoise]) {
        expect(
          difference(floats, width * height, (k, data) =>
            k.jointBilateral(frame, small, { width, height, data }, options),
          ),
        ).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  it.each(targets)('weightedDownsample to %dx%d', (w, h) => {
    for (const m of [mask, rough]) {
      expect(
        difference(floats, w * h * 4, (k, data) => k.weightedDownsample(frame, m, { width: w, height: h, data })),
      ).toBeLessThanOrEqual(255 * 1e-5);
    }
  });

  it('weightedBlur', () => {
    const w = Math.min(width, 320);
    const h = Math.min(height, 180);
    const from = noise(w * 4, h, 9).data;
    disc(w, h).data.forEach((weight, i) => {
      from[i * 4 + 3] = weight;
    });
    for (const options of [
      { radius: 6, sigma: 3, iterations: 2 },
      { radius: 1, sigma: 0.7, iterations: 1 },
      { radius: 0, sigma: 1, iterations: 1 },
    ]) {
      expect(
        difference(floats, from.length, (k, data) => {
          data.set(from);
          k.weightedBlur({ width: w, height: h, data }, options);
        }),
      ).toBeLessThanOrEqual(1e-5);
    }
  });

  it('blendBlurred', () => {
    const low = {
      width: Math.ceil(width / 4),
      height: Math.ceil(height / 4),
      data: noise(Math.ceil(width / 4) * 4, Math.ceil(height / 4)).data.map(v => v * 255),
    };
    for (const m of [mask, rough]) {
      expect(
        difference(bytes, width * height * 4, (k, data) => k.blendBlurred(frame, m, low, { width, height, data })),
      ).toBeLessThanOrEqual(1);
    }
  });

  it('lightWrap', () => {
    for (const m of [mask, rough]) {
      for (const blend of ['screen', 'add'] as const) {
        for (const coverage of [
          [0.5, 0.75],
          [0, 1],
        ] as const) {
          expect(
            difference(bytes, width * height * 4, (k, data) =>
              k.lightWrap(frame, background, m, { width, height, data }, { coverage, strength: 0.3, blend }),
            ),
          ).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('composite, byte for byte', () => {
    for (const m of [mask, rough]) {
      expect(
        difference(bytes, width * height * 4, (k, data) => k.composite(frame, background, m, { width, height, data })),
      ).toBe(0);
    }
  });

  it('smoothMask', () => {
    expect(
      difference(floats, width * height, (k, data) => k.smoothMask(rough, mask, { width, height, data }, 0.9)),
    ).toBeLessThanOrEqual(1e-5);
  });

  it('segmentationActivation', () => {
    for (const channels of [1, 2, 3]) {
      const logits = noise(width * height, channels).data.map(v => v * 40 - 20);
      for (const activation of ['none', 'sigmoid', 'softmax'] as const) {
        if (activation === 'softmax' && channels !== 2) continue;
        for (let channel = 0; channel < channels; channel++) {
          expect(
            difference(floats, width * height, (k, data) =>
              k.segmentationActivation(logits, data, { activation, channels, channel }),
            ),
          ).toBeLessThanOrEqual(1e-5);
        }
      }
    }
  });

  it('yuvToRgba and rgbaToYuv', () => {
    const source = rgba(yuvLength(width, height), 1).data.subarray(0, yuvLength(width, height));
    for (const layout of ['i420', 'nv12'] as const) {
      for (const matrix of ['bt601', 'bt709'] as const) {
        for (const range of ['limited', 'full'] as const) {
          expect(
            difference(bytes, width * height * 4, (k, data) =>
              k.yuvToRgba({ width, height, layout, data: source }, { width, height, data }, { matrix, range }),
            ),
          ).toBeLessThanOrEqual(1);
          expect(
            difference(bytes, source.length, (k, data) =>
              k.rgbaToYuv(frame, { width, height, layout, data }, { matrix, range }),
            ),
          ).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('stays inside pooled targets that have a neighbour right behind them', () => {
    const buffer = simd.allocBytes(width * height * 4 + 64);
    buffer.data.fill(7);
    const data = buffer.data.subarray(0, width * height * 4);
    simd.composite(frame, background, mask, { width, height, data });
    simd.lightWrap(
      frame,
      background,
      mask,
      { width, height, data },
      { coverage: [0.5, 0.75], strength: 1, blend: 'add' },
    );
    simd.resizeRgba(frame, { width, height, data }, 'area');
    simd.resizeRgba(frame, { width, height, data }, 'bilinear');
    expect(new Set(buffer.data.subarray(width * height * 4))).toEqual(new Set([7]));
    buffer.release();
    expect(simd.stats().liveBuffers).toBe(0);
  });
});
