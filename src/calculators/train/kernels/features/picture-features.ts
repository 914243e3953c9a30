import { type Picture, resizePicture } from './resize-picture.ts';

const SIDE = 64;
const CELL = 8;
const CELLS = SIDE / CELL;
const BINS = 9;
const PATCHES = 4;

/** How many numbers {@link pictureFeatures} gives. */
export function pictureFeatureCount(channels: number): number {
  return CELLS * CELLS * BINS + BINS + PATCHES * PATCHES * channels;
}

/**
 * Describes a picture of values in 0..1 without a network: histograms of oriented gradients in 8 x 8 cells, each relative to
 * its neighbourhood; the histogram of the whole picture; and the mean colours of 4 x 4 patches. Dalal and Triggs, 2005, with
 * the square root of Arandjelović and Zisserman, 2012. The same picture gives the same numbers on every machine.
 */
export function pictureFeatures(picture: Picture): Float32Array {
  const { channels } = picture;
  const pixels = resizePicture(picture, SIDE, SIDE);
  const cells = cellHistograms(lumaOf(pixels, channels));
  const result = new Float32Array(pictureFeatureCount(channels));
  let at = 0;
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const around = neighbourhood(cells, row, column);
      for (let bin = 0; bin < BINS; bin++) {
        result[at++] = Math.sqrt(cells[(row * CELLS + column) * BINS + bin]! / around);
      }
    }
  }
  const whole = new Float64Array(BINS);
  for (const [i, value] of cells.entries()) whole[i % BINS] = whole[i % BINS]! + value;
  const all = whole.reduce((a, b) => a + b, 1e-3);
  for (const value of whole) result[at++] = Math.sqrt(value / all);
  result.set(resizePicture({ width: SIDE, height: SIDE, channels, data: pixels }, PATCHES, PATCHES), at);
  return result;
}

function lumaOf(pixels: Float32Array, channels: number): Float32Array {
  if (channels < 3) return Float32Array.from({ length: SIDE * SIDE }, (_, i) => pixels[i * channels]!);
  return Float32Array.from(
    { length: SIDE * SIDE },
    (_, i) => 0.299 * pixels[i * channels]! + 0.587 * pixels[i * channels + 1]! + 0.114 * pixels[i * channels + 2]!,
  );
}

/** The strength of the gradients by cell and direction; a gradient counts for the two nearest directions. */
function cellHistograms(luma: Float32Array): Float64Array {
  const cells = new Float64Array(CELLS * CELLS * BINS);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const dx = luma[y * SIDE + Math.min(SIDE - 1, x + 1)]! - luma[y * SIDE + Math.max(0, x - 1)]!;
      const dy = luma[Math.min(SIDE - 1, y + 1) * SIDE + x]! - luma[Math.max(0, y - 1) * SIDE + x]!;
      const strength = Math.hypot(dx, dy);
      if (strength === 0) continue;
      // Light on dark and dark on light are alike: directions over half a turn.
      const turn = ((Math.atan2(dy, dx) / Math.PI + 1) % 1) * BINS;
      const low = Math.floor(turn) % BINS;
      const part = turn - Math.floor(turn);
      const cell = (Math.floor(y / CELL) * CELLS + Math.floor(x / CELL)) * BINS;
      cells[cell + low] = cells[cell + low]! + strength * (1 - part);
      const high = cell + ((low + 1) % BINS);
      cells[high] = cells[high]! + strength * part;
    }
  }
  return cells;
}

/** The mean strength of a cell and those around it; the constant keeps noise in flat pictures small. */
function neighbourhood(cells: Float64Array, row: number, column: number): number {
  let sum = 0;
  let count = 0;
  for (let r = Math.max(0, row - 1); r <= Math.min(CELLS - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(CELLS - 1, column + 1); c++) {
      for (let bin = 0; bin < BINS; bin++) sum += cells[(r * CELLS + c) * BINS + bin]!;
      count += 1;
    }
  }
  return sum / count + 0.5;
}
