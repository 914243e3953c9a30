import type { Generator } from '../chance/generator.ts';
import { weighOutlines } from './weigh-outlines.ts';

/** Rendered scenes of one size, 8 bits per channel: red, green, blue, and the true mask as the fourth. */
export interface ScenePool {
  readonly width: number;
  readonly height: number;
  /** `[scenes, height, width, 4]`. */
  readonly pixels: Uint8Array;
}

/** A batch of the network's inputs and targets. */
export interface SegmentationBatch {
  /** [N, H, W, 3], 0..1. */
  readonly images: Float32Array;
  /** [N, H, W]: how much of each pixel people cover. */
  readonly truth: Float32Array;
  /** [N, H, W]: how much each pixel counts. */
  readonly weight: Float32Array;
}

/** The part of a scene that is seen, in pixels of the pool. */
interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
}

/** The smallest part of a scene's height that is seen, the most its proportions change, and how many are recoloured. */
const SMALLEST = 0.72;
const STRETCH = 0.07;
const RECOLOURED = 0.3;

/**
 * Fills a batch with scenes of a pool, scaled to `width` x `height`: as they are, or (with `chance`) as training sees
 * them: cropped, mirrored, at times in other light. Every index lies inside its array.
 */
export function fillBatch(
  batch: SegmentationBatch,
  pool: ScenePool,
  scenes: readonly number[],
  width: number,
  height: number,
  chance?: Generator,
): void {
  const size = width * height;
  const bytes = pool.width * pool.height * 4;
  scenes.forEach((scene, slot) => {
    const image = batch.images.subarray(slot * size * 3, (slot + 1) * size * 3);
    const truth = batch.truth.subarray(slot * size, (slot + 1) * size);
    const pixels = pool.pixels.subarray(scene * bytes, (scene + 1) * bytes);
    const whole = { left: 0, top: 0, width: pool.width, height: pool.height, flip: false };
    sample(
      pixels,
      pool.width,
      pool.height,
      chance === undefined ? whole : sampleView(pool, chance),
      image,
      truth,
      width,
    );
    if (chance !== undefined && chance.uniform() < RECOLOURED) recolour(image, chance);
    weighOutlines(truth, batch.weight.subarray(slot * size, (slot + 1) * size), width, height);
  });
}

const between = (chance: Generator, low: number, high: number): number => low + (high - low) * chance.uniform();

function sampleView(pool: ScenePool, chance: Generator): View {
  const scale = between(chance, SMALLEST, 1);
  const width = pool.width * Math.min(1, scale * between(chance, 1 - STRETCH, 1 + STRETCH));
  const height = pool.height * scale;
  const left = chance.uniform() * (pool.width - width);
  const top = chance.uniform() * (pool.height - height);
  return { left, top, width, height, flip: chance.uniform() < 0.5 };
}

/** Samples a view of a scene bilinearly. */
function sample(
  pixels: Uint8Array,
  sceneWidth: number,
  sceneHeight: number,
  view: View,
  image: Float32Array,
  truth: Float32Array,
  width: number,
): void {
  const height = truth.length / width;
  const left = new Int32Array(width);
  const right = new Int32Array(width);
  const fractions = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const column = view.flip ? width - 1 - x : x;
    const u = Math.min(sceneWidth - 1, Math.max(0, view.left + ((column + 0.5) * view.width) / width - 0.5));
    const x0 = Math.floor(u);
    left[x] = x0 * 4;
    right[x] = Math.min(sceneWidth - 1, x0 + 1) * 4;
    fractions[x] = u - x0;
  }
  for (let y = 0, at = 0, o = 0; y < height; y++) {
    const v = Math.min(sceneHeight - 1, Math.max(0, view.top + ((y + 0.5) * view.height) / height - 0.5));
    const y0 = Math.floor(v);
    const above = y0 * sceneWidth * 4;
    const below = Math.min(sceneHeight - 1, y0 + 1) * sceneWidth * 4;
    const fy = v - y0;
    for (let x = 0; x < width; x++, at++, o += 3) {
      const fx = fractions[x]!;
      const a = above + left[x]!;
      const b = above + right[x]!;
      const c = below + left[x]!;
      const d = below + right[x]!;
      const wb = (fx * (1 - fy)) / 255;
      const wa = (1 - fy) / 255 - wb;
      const wd = (fx * fy) / 255;
      const wc = fy / 255 - wd;
      image[o] = pixels[a]! * wa + pixels[b]! * wb + pixels[c]! * wc + pixels[d]! * wd;
      image[o + 1] = pixels[a + 1]! * wa + pixels[b + 1]! * wb + pixels[c + 1]! * wc + pixels[d + 1]! * wd;
      image[o + 2] = pixels[a + 2]! * wa + pixels[b + 2]! * wb + pixels[c + 2]! * wc + pixels[d + 2]! * wd;
      truth[at] = pixels[a + 3]! * wa + pixels[b + 3]! * wb + pixels[c + 3]! * wc + pixels[d + 3]! * wd;
    }
  }
}

/** Other exposure, contrast, gamma and cast. */
function recolour(image: Float32Array, chance: Generator): void {
  const gamma = Math.exp(between(chance, -0.2, 0.2));
  const contrast = between(chance, 0.85, 1.12);
  const bias = between(chance, -0.05, 0.05);
  const curves = [0, 1, 2].map(() => {
    const gain = between(chance, 0.88, 1.12);
    return Float32Array.from({ length: 512 }, (_, i) =>
      Math.min(1, Math.max(0, ((i / 511) ** gamma * gain - 0.5) * contrast + 0.5 + bias)),
    );
  });
  const [red, green, blue] = curves as [Float32Array, Float32Array, Float32Array];
  for (let at = 0; at < image.length; at += 3) {
    image[at] = red[(image[at]! * 511 + 0.5) | 0]!;
    image[at + 1] = green[(image[at + 1]! * 511 + 0.5) | 0]!;
    image[at + 2] = blue[(image[at + 2]! * 511 + 0.5) | 0]!;
  }
}
