import { areaSpans } from './area-spans.ts';
import { checkPlane } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/**
 * Resizes a mask by area averaging: each target pixel is the mean of the source below it. Any ratio.
 *
 * @throws RangeError when a plane's data does not fit its size.
 */
export function downsampleMask(source: FloatPlane, target: FloatPlane): void {
  checkPlane('downsampleMask', 'source', source);
  checkPlane('downsampleMask', 'target', target);
  const xs = areaSpans(source.width, target.width);
  const ys = areaSpans(source.height, target.height);
  const norm = (target.width * target.height) / (source.width * source.height);
  // Spans end at the source's size, so every index is inside.
  for (let y = 0, o = 0; y < target.height; y++) {
    const rows = ys.count[y]!;
    for (let x = 0; x < target.width; x++, o++) {
      const columns = xs.count[x]!;
      let sum = 0;
      for (let j = 0; j < rows; j++) {
        const wy = j === 0 ? ys.first[y]! : j === rows - 1 ? ys.last[y]! : 1;
        const p = (ys.start[y]! + j) * source.width + xs.start[x]!;
        for (let i = 0; i < columns; i++) {
          sum += wy * (i === 0 ? xs.first[x]! : i === columns - 1 ? xs.last[x]! : 1) * source.data[p + i]!;
        }
      }
      target.data[o] = sum * norm;
    }
  }
}
