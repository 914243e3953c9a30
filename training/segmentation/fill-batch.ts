import { createPrng, type Prng } from '../../src/calculators/scene/kernels/prng.ts';
import type { Batch } from './allocate-batch.ts';
import type { ScenePool } from './scene-pool.ts';
import { weighOutlines } from './weigh-outlines.ts';

/** The part of a scene that is seen, in pixels of the pool. */
interface View {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
}

const deviates = Float32Array.from({ length: 8192 }, createPrng(77).normal);

/**
 * Fills a batch with scenes of a pool: as they are, or (with `prng`) as training sees them: cropped, mirrored, now and
 * then with the people of another scene before them, a patch covered, recoloured, blurred, noisy, with a cheap codec's
 * blocks. Every index lies inside its array.
 */
export function fillBatch(
  batch: Batch,
  pool: ScenePool,
  indices: readonly number[],
  width: number,
  height: number,
  prng?: Prng,
): void {
  const size = width * height;
  indices.forEach((index, slot) => {
    const image = batch.images.subarray(slot * size * 3, (slot + 1) * size * 3);
    const truth = batch.truth.subarray(slot * size, (slot + 1) * size);
    if (prng === undefined) {
      draw(pool, { index, left: 0, top: 0, width: pool.width, height: pool.height, flip: false }, image, truth, width);
    } else {
      draw(pool, sampleView(pool, index, prng, 0.72), image, truth, width);
      if (prng.chance(0.2)) {
        paste(pool, sampleView(pool, prng.integer(0, pool.count - 1), prng, 0.6), image, truth, width);
      }
      if (prng.chance(0.05)) cover(image, truth, width, height, prng);
      recolour(image, prng);
      if (prng.chance(0.1)) soften(image, width, height);
      if (prng.chance(0.05)) block(image, width, height, prng);
      if (prng.chance(0.15)) addNoise(image, prng.range(0.005, 0.04), prng);
    }
    weighOutlines(truth, batch.weight.subarray(slot * size, (slot + 1) * size), width, height);
  });
}

function sampleView(pool: ScenePool, index: number, prng: Prng, smallest: number): View {
  const scale = prng.range(smallest, 1);
  const width = pool.width * Math.min(1, scale * prng.range(0.93, 1.07));
  const height = pool.height * scale;
  const left = prng.next() * (pool.width - width);
  return { index, left, top: prng.next() * (pool.height - height), width, height, flip: prng.chance(0.5) };
}

/** Samples a scene bilinearly into [height, width, 4], 0..1. */
function sample(pool: ScenePool, view: View, width: number, height: number, out: Float32Array): void {
  const length = pool.width * pool.height * 4;
  const p = pool.pixels.subarray(view.index * length, (view.index + 1) * length);
  const left = new Int32Array(width);
  const right = new Int32Array(width);
  const fractions = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const column = view.flip ? width - 1 - x : x;
    const u = Math.min(pool.width - 1, Math.max(0, view.left + ((column + 0.5) * view.width) / width - 0.5));
    const x0 = Math.floor(u);
    left[x] = x0 * 4;
    right[x] = Math.min(pool.width - 1, x0 + 1) * 4;
    fractions[x] = u - x0;
  }
  for (let y = 0, at = 0; y < height; y++) {
    const v = Math.min(pool.height - 1, Math.max(0, view.top + ((y + 0.5) * view.height) / height - 0.5));
    const y0 = Math.floor(v);
    const above = y0 * pool.width * 4;
    const below = Math.min(pool.height - 1, y0 + 1) * pool.width * 4;
    const fy = v - y0;
    for (let x = 0; x < width; x++) {
      const fx = fractions[x]!;
      const a = above + left[x]!;
      const b = above + right[x]!;
      const c = below + left[x]!;
      const d = below + right[x]!;
      const wb = (fx * (1 - fy)) / 255;
      const wa = (1 - fy) / 255 - wb;
      const wd = (fx * fy) / 255;
      const wc = fy / 255 - wd;
      for (let i = 0; i < 4; i++, at++) out[at] = p[a + i]! * wa + p[b + i]! * wb + p[c + i]! * wc + p[d + i]! * wd;
    }
  }
}

function draw(pool: ScenePool, view: View, image: Float32Array, truth: Float32Array, width: number): void {
  const sampled = new Float32Array(truth.length * 4);
  sample(pool, view, width, truth.length / width, sampled);
  for (let at = 0, o = 0, q = 0; at < truth.length; at++, o += 3, q += 4) {
    image[o] = sampled[q]!;
    image[o + 1] = sampled[q + 1]!;
    image[o + 2] = sampled[q + 2]!;
    truth[at] = sampled[q + 3]!;
  }
}

/** Puts the people of another scene before what is there. */
function paste(pool: ScenePool, view: View, image: Float32Array, truth: Float32Array, width: number): void {
  const sampled = new Float32Array(truth.length * 4);
  sample(pool, view, width, truth.length / width, sampled);
  for (let at = 0, o = 0, q = 0; at < truth.length; at++, o += 3, q += 4) {
    const alpha = sampled[q + 3]!;
    if (alpha === 0) continue;
    for (let i = 0; i < 3; i++) image[o + i]! += (sampled[q + i]! - image[o + i]!) * alpha;
    truth[at]! += alpha * (1 - truth[at]!);
  }
}

/** Covers a random box with a plain or noisy colour: something that stands before the scene. */
function cover(image: Float32Array, truth: Float32Array, width: number, height: number, prng: Prng): void {
  const w = Math.floor(width * prng.range(0.05, 0.3));
  const h = Math.floor(height * prng.range(0.05, 0.3));
  const left = prng.integer(0, width - w);
  const top = prng.integer(0, height - h);
  const colour = [prng.next(), prng.next(), prng.next()];
  const rough = prng.chance(0.5) ? prng.range(0, 0.4) : 0;
  for (let y = top; y < top + h; y++) {
    for (let x = left; x < left + w; x++) {
      const n = rough * (prng.next() - 0.5);
      for (let i = 0; i < 3; i++) image[(y * width + x) * 3 + i] = (colour[i] ?? 0) + n;
      truth[y * width + x] = 0;
    }
  }
}

/** Exposure, contrast, gamma and cast; at times the channels change places or the colour goes. */
function recolour(image: Float32Array, prng: Prng): void {
  const gamma = Math.exp(prng.range(-0.2, 0.2));
  const contrast = prng.range(0.85, 1.12);
  const bias = prng.range(-0.05, 0.05);
  const curves = [0, 1, 2].map(() => {
    const gain = prng.range(0.88, 1.12);
    return Float32Array.from({ length: 512 }, (_, i) =>
      Math.min(1, Math.max(0, ((i / 511) ** gamma * gain - 0.5) * contrast + 0.5 + bias)),
    );
  });
  const [red, green, blue] = curves as [Float32Array, Float32Array, Float32Array];
  const turn = prng.chance(0.05) ? prng.integer(1, 2) : 0;
  const grey = prng.chance(0.04);
  const level = (v: number): number => (v > 1 ? 511 : v > 0 ? (v * 511 + 0.5) | 0 : 0);
  for (let at = 0; at < image.length; at += 3) {
    const r = red[level(image[at + (turn % 3)]!)]!;
    const g = green[level(image[at + ((turn + 1) % 3)]!)]!;
    const b = blue[level(image[at + ((turn + 2) % 3)]!)]!;
    const mean = (r + g + b) / 3;
    image[at] = grey ? mean : r;
    image[at + 1] = grey ? mean : g;
    image[at + 2] = grey ? mean : b;
  }
}

/** A 3x3 binomial blur, in place. */
function soften(image: Float32Array, width: number, height: number): void {
  for (const [step, count, lines, next] of [
    [3, width, height, width * 3],
    [width * 3, height, width, 3],
  ] as const) {
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < 3; i++) {
        let at = line * next + i;
        let before = image[at] ?? 0;
        for (let n = 0; n < count; n++, at += step) {
          const here = image[at] ?? 0;
          const after = n + 1 < count ? (image[at + step] ?? 0) : here;
          image[at] = (before + 2 * here + after) / 4;
          before = here;
        }
      }
    }
  }
}

/** What strong compression does: coarse colour over blocks, few levels of light. */
function block(image: Float32Array, width: number, height: number, prng: Prng): void {
  const side = prng.pick([2, 4, 8]);
  const levels = prng.range(16, 64);
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const bottom = Math.min(height, top + side);
      const right = Math.min(width, left + side);
      let red = 0;
      let blue = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = (y * width + x) * 3;
          red += (image[at] ?? 0) - (image[at + 1] ?? 0);
          blue += (image[at + 2] ?? 0) - (image[at + 1] ?? 0);
        }
      }
      red /= (bottom - top) * (right - left);
      blue /= (bottom - top) * (right - left);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = (y * width + x) * 3;
          const sum = (image[at] ?? 0) + (image[at + 1] ?? 0) + (image[at + 2] ?? 0);
          const green = Math.round(((sum - red - blue) / 3) * levels) / levels;
          image[at] = green + red;
          image[at + 1] = green;
          image[at + 2] = green + blue;
        }
      }
    }
  }
}

function addNoise(image: Float32Array, strength: number, prng: Prng): void {
  let at = prng.integer(0, 8191);
  for (let i = 0; i < image.length; i++) {
    if ((i & 255) === 0) at = prng.integer(0, 8191);
    image[i] = Math.min(1, Math.max(0, (image[i] ?? 0) + strength * (deviates[(at + i) & 8191] ?? 0)));
  }
}
