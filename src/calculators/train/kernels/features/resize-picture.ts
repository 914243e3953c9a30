/** A picture of numbers: rows of pixels, channels last. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

/** Which pixels of one axis make up one pixel of the result, and how much each counts. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Scales a picture to any size: a triangle filter as wide as two pixels of the coarser of both pictures, so that nothing
 * is left out when it shrinks and edges stay straight when it grows. The same size gives the same numbers.
 */
export function resizePicture(picture: Picture, width: number, height: number): Float32Array {
  const { channels, data } = picture;
  const across = taps(picture.width, width);
  const down = taps(picture.height, height);
  const narrow = new Float64Array(picture.height * width * channels);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k]! * data[(y * picture.width + first + k) * channels + c]!;
        }
        narrow[(y * width + x) * channels + c] = sum;
      }
    }
  }
  const result = new Float32Array(width * height * channels);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let i = 0; i < row; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrow[(first + k) * row + i]!;
      result[y * row + i] = sum;
    }
  }
  return result;
}

function taps(from: number, to: number): readonly Taps[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach + 1e-9));
    const last = Math.min(from - 1, Math.floor(centre + reach - 1e-9));
    const raw = Array.from({ length: last - first + 1 }, (_, k) => 1 - Math.abs(first + k - centre) / reach);
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map(one => one / sum) };
  });
}
