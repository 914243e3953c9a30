import { describe, expect, it } from 'vitest';
import { areaSpans } from './area-spans.ts';
import { coverCrop } from './cover-crop.ts';
import { letterbox } from './letterbox.ts';
import { linearSpans } from './linear-spans.ts';

describe('areaSpans', () => {
  it('covers every source sample exactly once, at any ratio', () => {
    for (const [from, to] of [
      [10, 4],
      [7, 3],
      [5, 5],
      [3, 8],
      [1279, 251],
    ] as const) {
      const covered = new Float64Array(from);
      const { start, count, first, last } = areaSpans(from, to);
      for (let i = 0; i < to; i++) {
        const n = count[i] ?? 0;
        for (let j = 0; j < n; j++) {
          const at = (start[i] ?? 0) + j;
          covered[at] = (covered[at] ?? 0) + (j === 0 ? (first[i] ?? 0) : j === n - 1 ? (last[i] ?? 0) : 1);
        }
      }
      for (const share of covered) expect(share).toBeCloseTo(1, 9);
    }
  });
});

describe('linearSpans', () => {
  it('samples at half-pixel centres, clamped', () => {
    const { low, high, fraction } = linearSpans(2, 4);
    expect([...low]).toEqual([0, 0, 0, 1]);
    expect([...high]).toEqual([1, 1, 1, 1]);
    expect([...fraction]).toEqual([0, 0.25, 0.75, 0]);
  });
});

describe('letterbox', () => {
  it('centres the largest rectangle of the source’s shape', () => {
    expect(letterbox({ width: 1280, height: 720 }, { width: 256, height: 256 })).toEqual({
      x: 0,
      y: 56,
      width: 256,
      height: 144,
    });
    expect(letterbox({ width: 1, height: 1000 }, { width: 4, height: 4 })).toEqual({ x: 1, y: 0, width: 1, height: 4 });
  });
});

describe('coverCrop', () => {
  it('cuts around the middle, and copies nothing when the shape fits', () => {
    const data = Uint8Array.from({ length: 5 * 2 * 4 }, (_, i) => i >> 2);
    const source = { width: 5, height: 2, data };
    expect(coverCrop(source, 10, 4)).toBe(source);
    const part = coverCrop(source, 2, 2);
    expect([part.width, part.height]).toEqual([2, 2]);
    expect([0, 4, 8, 12].map(i => part.data[i])).toEqual([1, 2, 6, 7]);
  });
});
