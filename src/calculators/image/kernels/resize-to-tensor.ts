import { checkLength, checkRgba } from './check-pixels.ts';
import type { RgbaPixels } from './pixels.ts';
import { resizeRows } from './resize-rows.ts';
import type { ResizeFilter, TensorTarget } from './tensor-target.ts';

/**
 * Resizes a picture and writes it as a float tensor: `range[0] + (range[1] - range[0]) * value / 255`. Alpha is left
 * out. Nothing is rounded to 8 bits on the way.
 *
 * @throws RangeError when data does not fit its size.
 */
export function resizeToTensor(source: RgbaPixels, target: TensorTarget, filter: ResizeFilter): void {
  checkRgba('resizeToTensor', 'source', source);
  checkLength('resizeToTensor', 'target', target.width, target.height, target.data.length, 3);
  const { data, width, height, range } = target;
  const offset = range[0];
  const scale = (range[1] - range[0]) / 255;
  const interleaved = target.layout === 'nhwc';
  const step = interleaved ? 3 : 1;
  const channel = interleaved ? 1 : width * height;
  resizeRows(source, width, height, filter, (index, r, g, b) => {
    const o = index * step;
    data[o] = offset + scale * r;
    data[o + channel] = offset + scale * g;
    data[o + 2 * channel] = offset + scale * b;
  });
}
