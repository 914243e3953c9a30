import type { Window } from './window.ts';

/**
 * The gradient of max pooling by its input `x`: each number of `dy` goes to the largest number of its window, among equals to
 * the first in reading order, as tfjs's cpu backend has it.
 */
export function maxPoolGradient(x: Float32Array, dy: Float32Array, window: Window): Float32Array {
  const { batch, channels, inHeight, inWidth, outHeight, outWidth } = window;
  const sums = new Float64Array(x.length);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let r = 0; r < outHeight; r++) {
      const top = r * window.strideHeight - window.top;
      const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + window.height)];
      for (let c = 0; c < outWidth; c++) {
        const left = c * window.strideWidth - window.left;
        const [firstColumn, endColumn] = [Math.max(0, left), Math.min(inWidth, left + window.width)];
        for (let channel = 0; channel < channels; channel++) {
          let [largest, place] = [Number.NEGATIVE_INFINITY, -1];
          for (let row = firstRow; row < endRow; row++) {
            for (let column = firstColumn; column < endColumn; column++) {
              const i = ((n * inHeight + row) * inWidth + column) * channels + channel;
              const value = x[i] ?? 0;
              if (value > largest) {
                largest = value;
                place = i;
              }
            }
          }
          if (place >= 0) sums[place] = (sums[place] ?? 0) + (dy[at] ?? 0);
          at += 1;
        }
      }
    }
  }
  return new Float32Array(sums);
}
