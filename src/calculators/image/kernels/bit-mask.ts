import type { FloatPlane } from './pixels.ts';

/** A mask of one bit per pixel, 32 in a word, each row in words of its own. Pixels beyond a row's end are undefined. */
export interface BitMask {
  readonly width: number;
  readonly height: number;
  /** Words of a row. */
  readonly pitch: number;
  readonly words: Uint32Array;
}

/** One bit for each pixel of a mask: whether it is at or above one half. */
export function toBitMask({ width, height, data }: FloatPlane): BitMask {
  const pitch = (width + 31) >> 5;
  const words = new Uint32Array(pitch * height);
  for (let y = 0, i = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x += 32, at++) {
      const bits = Math.min(32, width - x);
      let word = 0;
      for (let bit = 0; bit < bits; bit++, i++) {
        if (data[i]! >= 0.5) word |= 1 << bit;
      }
      words[at] = word;
    }
  }
  return { width, height, pitch, words };
}

/** Whether a pixel is set. */
export function hasBit({ pitch, words }: BitMask, x: number, y: number): boolean {
  return ((words[y * pitch + (x >> 5)]! >>> (x & 31)) & 1) === 1;
}

/** Clears a pixel. */
export function clearBit({ pitch, words }: BitMask, x: number, y: number): void {
  words[y * pitch + (x >> 5)]! &= ~(1 << (x & 31));
}

/** Calls `tell` for each pixel that is set in `mask` and not in `without`, counted row by row from the first. */
export function forEachBit(mask: BitMask, without: BitMask, tell: (pixel: number) => void): void {
  const { width, height, pitch, words } = mask;
  for (let y = 0, at = 0; y < height; y++) {
    for (let i = 0; i < pitch; i++, at++) {
      for (let left = words[at]! & ~without.words[at]!; left !== 0; left &= left - 1) {
        const x = (i << 5) + 31 - Math.clz32(left & -left);
        if (x < width) tell(y * width + x);
      }
    }
  }
}

/** Clears every pixel within a square of `radius` about one that is not set. Beyond the edge all counts as set. */
export function erode(mask: BitMask, radius: number): void {
  invert(mask);
  dilate(mask, radius);
  invert(mask);
}

/** Sets every pixel within a square of `radius` about one that is set. Beyond the edge nothing counts as set. */
export function dilate(mask: BitMask, radius: number): void {
  const { width, height, pitch, words } = mask;
  const tail = (width & 31) === 0 ? 0xffffffff : (1 << (width & 31)) - 1;
  const row = new Uint32Array(pitch);
  const above = new Uint32Array(pitch);
  // A square of radius n is one of radius 1, n times.
  for (let round = 0; round < radius; round++) {
    above.fill(0);
    for (let y = 0; y < height; y++) {
      const at = y * pitch;
      words[at + pitch - 1]! &= tail;
      for (let i = 0; i < pitch; i++) {
        const word = words[at + i]!;
        const before = i === 0 ? 0 : words[at + i - 1]!;
        const after = i + 1 === pitch ? 0 : words[at + i + 1]!;
        row[i] = word | (word << 1) | (word >>> 1) | (before >>> 31) | (after << 31);
      }
      words.set(row, at);
    }
    for (let y = 0; y < height; y++) {
      const at = y * pitch;
      for (let i = 0; i < pitch; i++) {
        const word = words[at + i]!;
        words[at + i] = word | above[i]! | (y + 1 === height ? 0 : words[at + pitch + i]!);
        above[i] = word;
      }
    }
  }
}

function invert({ words }: BitMask): void {
  for (let i = 0; i < words.length; i++) words[i] = ~words[i]!;
}
