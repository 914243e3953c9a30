import type { Prng } from '../../src/calculators/scene/kernels/prng.ts';
import type { ScenePool } from './scene-pool.ts';

/** A batch of the network's inputs and targets. */
export interface Batch {
  readonly images: Float32Array;
  readonly truth: Float32Array;
  readonly weight: Float32Array;
}

/** How often the loss counts a pixel next to an outline, against 1 elsewhere. */
const OUTLINE_WEIGHT = 4;

/** Scenes of a pool as a batch: cropped, flipped and recoloured at random (`prng`), or as they are (none). */
export function makeBatch(
  pool: ScenePool,
  indices: readonly number[],
  width: number,
  height: number,
  prng?: Prng,
): Batch {
  const size = width * height;
  const images = new Float32Array(indices.length * size * 3);
  const truth = new Float32Array(indices.length * size);
  const weight = new Float32Array(indices.length * size);
  indices.forEach((index, slot) => {
    const crop = prng === undefined ? 1 : prng.range(0.7, 1);
    const left = (1 - crop) * (prng?.next() ?? 0) * pool.width;
    const top = (1 - crop) * (prng?.next() ?? 0) * pool.height;
    const flip = prng?.chance(0.5) ?? false;
    const grey = prng?.chance(0.05) ?? false;
    const gains = [0, 1, 2].map(() => (prng === undefined ? 1 : prng.range(0.85, 1.15)));
    const bias = prng === undefined ? 0 : prng.range(-0.06, 0.06);
    const stepX = (pool.width * crop) / width;
    const stepY = (pool.height * crop) / height;
    const base = index * pool.width * pool.height * 4;
    for (let y = 0; y < height; y++) {
      const v = Math.min(pool.height - 1, Math.max(0, top + (y + 0.5) * stepY - 0.5));
      const y0 = Math.floor(v);
      const y1 = Math.min(pool.height - 1, y0 + 1);
      const fy = v - y0;
      for (let x = 0; x < width; x++) {
        const column = flip ? width - 1 - x : x;
        const u = Math.min(pool.width - 1, Math.max(0, left + (column + 0.5) * stepX - 0.5));
        const x0 = Math.floor(u);
        const x1 = Math.min(pool.width - 1, x0 + 1);
        const fx = u - x0;
        const a = base + (y0 * pool.width + x0) * 4;
        const b = base + (y0 * pool.width + x1) * 4;
        const c = base + (y1 * pool.width + x0) * 4;
        const d = base + (y1 * pool.width + x1) * 4;
        const at = slot * size + y * width + x;
        let sum = 0;
        for (let i = 0; i < 4; i++) {
          const value =
            ((pool.pixels[a + i] ?? 0) * (1 - fx) + (pool.pixels[b + i] ?? 0) * fx) * (1 - fy) +
            ((pool.pixels[c + i] ?? 0) * (1 - fx) + (pool.pixels[d + i] ?? 0) * fx) * fy;
          if (i === 3) truth[at] = value / 255;
          else {
            const lit = Math.min(1, Math.max(0, (value / 255) * (gains[i] ?? 1) + bias));
            images[at * 3 + i] = lit;
            sum += lit;
          }
        }
        if (grey) for (let i = 0; i < 3; i++) images[at * 3 + i] = sum / 3;
      }
    }
    weighOutlines(
      truth.subarray(slot * size, (slot + 1) * size),
      weight.subarray(slot * size, (slot + 1) * size),
      width,
      height,
    );
  });
  return { images, truth, weight };
}

function weighOutlines(truth: Float32Array, weight: Float32Array, width: number, height: number): void {
  weight.fill(1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = (truth[y * width + x] ?? 0) > 0.5;
      if (
        ((x + 1 < width && (truth[y * width + x + 1] ?? 0) > 0.5) !== here && x + 1 < width) ||
        (y + 1 < height && (truth[(y + 1) * width + x] ?? 0) > 0.5 !== here)
      ) {
        for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 2); j++) {
          for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 2); i++) weight[j * width + i] = OUTLINE_WEIGHT;
        }
      }
    }
  }
}
