import type { Window } from './window.ts';

/**
 * Writes what each window reads as a row of `columns`: the pixels of the window in reading order, zeros outside of the
 * picture. A convolution, or its gradient by the filter, is then one matrix product.
 *
 * @param columns - batch * outHeight * outWidth rows of height * width * channels numbers; every number is written.
 */
export function windowColumns(x: Float32Array, window: Window, columns: Float32Array): void {
  const { batch, channels, inHeight, inWidth, outHeight, outWidth, height, width } = window;
  const run = width * channels;
  let to = 0;
  for (let n = 0; n < batch; n++) {
    for (let r = 0; r < outHeight; r++) {
      const top = r * window.strideHeight - window.top;
      for (let c = 0; c < outWidth; c++) {
        const left = c * window.strideWidth - window.left;
        // The part of each row of the window that lies in the picture, in numbers from its left.
        const begin = Math.min(width, Math.max(0, -left)) * channels;
        const end = Math.max(0, Math.min(width, inWidth - left)) * channels;
        for (let i = 0; i < height; i++, to += run) {
          const row = top + i;
          if (row < 0 || row >= inHeight) {
            for (let k = 0; k < run; k++) columns[to + k] = 0;
            continue;
          }
          const from = ((n * inHeight + row) * inWidth + left) * channels;
          for (let k = 0; k < begin; k++) columns[to + k] = 0;
          for (let k = begin; k < end; k++) columns[to + k] = x[from + k]!;
          for (let k = Math.max(begin, end); k < run; k++) columns[to + k] = 0;
        }
      }
    }
  }
}
