import { checkPlane } from './check-pixels.ts';
import { linearSpans } from './linear-spans.ts';
import type { FloatPlane } from './pixels.ts';

/**
 * Resizes a mask bilinearly into `target`: half-pixel centres, clamped at the border. Any ratio.
 *
 * @throws RangeError when a plane's data does not fit its size.
 */
export function upsampleMask(source: FloatPlane, target: FloatPlane): void {
  checkPlane('upsampleMask', 'source', source);
  checkPlane('upsampleMask', 'target', target);
  const xs = linearSpans(source.width, target.width);
  const ys = linearSpans(source.height, target.height);
  const { data } = source;
  // Spans end at the source size, so every index is inside.
  for (let y = 0, o = 0; y < target.height; y++) {
    const top = ys.low[y]! * source.width;
    const bottom = ys.high[y]! * source.width;
    const fy = ys.fraction[y]!;
    for (let x = 0; x < target.width; x++, o++) {
      const left = xs.low[x]!;
      const right = xs.high[x]!;
      const fx = xs.fraction[x]!;
      const u = data[top + left]! + (data[top + right]! - data[top + left]!) * fx;
      const v = data[bottom + left]! + (data[bottom + right]! - data[bottom + left]!) * fx;
      target.data[o] = u + (v - u) * fy;
    }
  }
}
