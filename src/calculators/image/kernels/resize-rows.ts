import { areaSpans } from './area-spans.ts';
import { linearSpans } from './linear-spans.ts';
import type { RgbaPixels } from './pixels.ts';
import type { ResizeFilter } from './tensor-target.ts';

/** Receives one target pixel; channels in 0..255, not rounded. */
export type PixelSink = (index: number, r: number, g: number, b: number, a: number) => void;

/**
 * Resamples a picture and hands each target pixel, row by row, to `sink`. The definition that the SIMD kernels equal.
 *
 * `area`: the mean over the box that the target pixel covers, with fractional coverage at its edges.
 * `bilinear`: half-pixel centres, clamped at the border.
 */
export function resizeRows(
  source: RgbaPixels,
  width: number,
  height: number,
  filter: ResizeFilter,
  sink: PixelSink,
): void {
  if (filter === 'area') areaRows(source, width, height, sink);
  else bilinearRows(source, width, height, sink);
}

// Indexes below stay inside the arrays: spans end at the source size, which checkRgba has compared with the data.

function areaRows(source: RgbaPixels, width: number, height: number, sink: PixelSink): void {
  const { data } = source;
  const xs = areaSpans(source.width, width);
  const ys = areaSpans(source.height, height);
  const norm = (width * height) / (source.width * source.height);
  for (let y = 0; y < height; y++) {
    const y0 = ys.start[y]!;
    const rows = ys.count[y]!;
    for (let x = 0; x < width; x++) {
      const x0 = xs.start[x]!;
      const columns = xs.count[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let j = 0; j < rows; j++) {
        const wy = j === 0 ? ys.first[y]! : j === rows - 1 ? ys.last[y]! : 1;
        let p = ((y0 + j) * source.width + x0) * 4;
        for (let i = 0; i < columns; i++, p += 4) {
          const w = wy * (i === 0 ? xs.first[x]! : i === columns - 1 ? xs.last[x]! : 1);
          r += w * data[p]!;
          g += w * data[p + 1]!;
          b += w * data[p + 2]!;
          a += w * data[p + 3]!;
        }
      }
      sink(y * width + x, r * norm, g * norm, b * norm, a * norm);
    }
  }
}

function bilinearRows(source: RgbaPixels, width: number, height: number, sink: PixelSink): void {
  const { data } = source;
  const xs = linearSpans(source.width, width);
  const ys = linearSpans(source.height, height);
  for (let y = 0; y < height; y++) {
    const top = ys.low[y]! * source.width;
    const bottom = ys.high[y]! * source.width;
    const fy = ys.fraction[y]!;
    for (let x = 0; x < width; x++) {
      const left = xs.low[x]!;
      const right = xs.high[x]!;
      const fx = xs.fraction[x]!;
      const p00 = (top + left) * 4;
      const p01 = (top + right) * 4;
      const p10 = (bottom + left) * 4;
      const p11 = (bottom + right) * 4;
      const mix = (c: number): number => {
        const u = data[p00 + c]! + (data[p01 + c]! - data[p00 + c]!) * fx;
        const v = data[p10 + c]! + (data[p11 + c]! - data[p10 + c]!) * fx;
        return u + (v - u) * fy;
      };
      sink(y * width + x, mix(0), mix(1), mix(2), mix(3));
    }
  }
}
