import { checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import { linearSpans } from './linear-spans.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import { upsampleMask } from './upsample-mask.ts';

/** The window and the two Gaussians of the joint bilateral filter. */
export interface JointBilateralOptions {
  /** Half the window, in pixels of the guide: the window is `2 * radius + 1` wide. 0..32. */
  readonly radius: number;
  /** Standard deviation of distance, in pixels of the guide. */
  readonly sigmaSpace: number;
  /** Standard deviation of colour, Euclidean over RGB in 0..1. */
  readonly sigmaColor: number;
  /**
   * Every `stride`-th offset of the window in both axes, the centre always among them. 1 takes all: the definition.
   * 2 takes about a quarter of the taps.
   */
  readonly stride: number;
  /**
   * Where the low-resolution cells below a pixel's window differ by no more than this, the interpolated mask is
   * taken as it is. 0 skips only truly constant windows, where nothing can change. 1/512 stays below half a step of
   * an 8-bit mask and skips most of a picture.
   */
  readonly flatTolerance: number;
}

/**
 * Brings a low-resolution mask to the size of `guide` and pulls its edges to the guide's.
 *
 * First the mask is upsampled bilinearly to `u`; then
 * `o(p) = sum w u(q) / sum w`, `w = exp(-|p-q|^2 / (2 sigmaSpace^2)) exp(-|I(p)-I(q)|^2 / (2 sigmaColor^2))`
 * over the window. Coordinates outside are clamped for value and guide; the spatial weight uses the unclamped
 * distance. Source: Kopf et al., Joint bilateral upsampling, 2007, with the mask interpolated first.
 *
 * @throws RangeError when data does not fit its size, or an option is out of range.
 */
export function jointBilateral(
  guide: RgbaPixels,
  mask: FloatPlane,
  target: FloatPlane,
  options: JointBilateralOptions,
): void {
  checkJointBilateral(guide, mask, target, options);
  const { width, height } = guide;
  const up = new Float32Array(width * height);
  upsampleMask(mask, { width, height, data: up });
  const flat = flatWindows(mask, width, height, options);
  const { offsets, weights } = spatialTaps(options);
  const colour = -1 / (2 * (255 * options.sigmaColor) ** 2);
  const pixels = guide.data;
  const taps = offsets.length;
  // p and q are clamped into the picture, so every index is inside.
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (flat[p] === 1) {
        target.data[p] = up[p]!;
        continue;
      }
      const r = pixels[p * 4]!;
      const g = pixels[p * 4 + 1]!;
      const b = pixels[p * 4 + 2]!;
      let sum = 0;
      let norm = 0;
      for (let j = 0, t = 0; j < taps; j++) {
        const qy = Math.min(height - 1, Math.max(0, y + offsets[j]!)) * width;
        for (let i = 0; i < taps; i++, t++) {
          const q = qy + Math.min(width - 1, Math.max(0, x + offsets[i]!));
          const dr = pixels[q * 4]! - r;
          const dg = pixels[q * 4 + 1]! - g;
          const db = pixels[q * 4 + 2]! - b;
          const w = weights[t]! * Math.exp((dr * dr + dg * dg + db * db) * colour);
          sum += w * up[q]!;
          norm += w;
        }
      }
      target.data[p] = sum / norm;
    }
  }
}

/** The offsets along one axis, and the spatial weights of their square, row by row. */
export function spatialTaps(options: JointBilateralOptions): {
  offsets: readonly number[];
  weights: readonly number[];
} {
  const { radius, stride, sigmaSpace } = options;
  const reach = Math.floor(radius / stride) * stride;
  const offsets: number[] = [];
  for (let d = -reach; d <= reach; d += stride) offsets.push(d);
  const weights = offsets.flatMap(dy =>
    offsets.map(dx => Math.exp(-(dx * dx + dy * dy) / (2 * sigmaSpace * sigmaSpace))),
  );
  return { offsets, weights };
}

/** Checks sizes and options of {@link jointBilateral}. */
export function checkJointBilateral(
  guide: RgbaPixels,
  mask: FloatPlane,
  target: FloatPlane,
  options: JointBilateralOptions,
): void {
  checkRgba('jointBilateral', 'guide', guide);
  checkPlane('jointBilateral', 'mask', mask);
  checkPlane('jointBilateral', 'target', target);
  checkSameSize('jointBilateral', 'guide and target', guide, target);
  checkJointBilateralOptions(options);
}

/** Checks the options of {@link jointBilateral}. */
export function checkJointBilateralOptions(options: JointBilateralOptions): void {
  const { radius, stride, sigmaSpace, sigmaColor } = options;
  if (!Number.isInteger(radius) || radius < 0 || radius > 32) {
    throw new RangeError(`jointBilateral: radius is ${radius}. Give a whole number in 0..32.`);
  }
  if (!Number.isInteger(stride) || stride < 1) {
    throw new RangeError(`jointBilateral: stride is ${stride}. Give a whole number of at least 1.`);
  }
  if (!(sigmaSpace > 0) || !(sigmaColor > 0)) {
    throw new RangeError(`jointBilateral: sigmas are ${sigmaSpace} and ${sigmaColor}. Give numbers above 0.`);
  }
}

/** For each pixel 1 where the mask cells that its window can reach differ by at most the tolerance. */
function flatWindows(mask: FloatPlane, width: number, height: number, options: JointBilateralOptions): Uint8Array {
  const { radius, flatTolerance } = options;
  const xs = linearSpans(mask.width, width);
  const ys = linearSpans(mask.height, height);
  const flat = new Uint8Array(width * height);
  const least = new Float32Array(mask.width);
  const most = new Float32Array(mask.width);
  for (let y = 0; y < height; y++) {
    const top = ys.low[Math.max(0, y - radius)]!;
    const bottom = ys.high[Math.min(height - 1, y + radius)]!;
    for (let c = 0; c < mask.width; c++) {
      let lo = Infinity;
      let hi = -Infinity;
      for (let r = top; r <= bottom; r++) {
        lo = Math.min(lo, mask.data[r * mask.width + c]!);
        hi = Math.max(hi, mask.data[r * mask.width + c]!);
      }
      least[c] = lo;
      most[c] = hi;
    }
    for (let x = 0; x < width; x++) {
      const left = xs.low[Math.max(0, x - radius)]!;
      const right = xs.high[Math.min(width - 1, x + radius)]!;
      let lo = Infinity;
      let hi = -Infinity;
      for (let c = left; c <= right; c++) {
        lo = Math.min(lo, least[c]!);
        hi = Math.max(hi, most[c]!);
      }
      if (hi - lo <= flatTolerance) flat[y * width + x] = 1;
    }
  }
  return flat;
}
