import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask } from '../../../test/fixtures/image/test-images.ts';
import { cleanMask } from './kernels/clean-mask.ts';
import { trimMask } from './kernels/trim-mask.ts';
import { maskCleanupCalculator } from './mask-cleanup.ts';

/** Rows of # (person) and . (background) as a mask of 0.9 and 0.1. */
function drawn(...rows: string[]): Parameters<typeof cleanMask>[0] {
  return {
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data: Float32Array.from(Array.from(rows.join('')), c => (c === '#' ? 0.9 : 0.1)),
  };
}

function cleaned(smallestIsland: number, smallestHole: number, ...rows: string[]): string[] {
  const mask = drawn(...rows);
  const target = { ...mask, data: new Float32Array(mask.data.length) };
  cleanMask(mask, target, { smallestIsland, smallestHole });
  const text = Array.from(target.data, v => (v >= 0.5 ? '#' : '.')).join('');
  return rows.map((row, y) => text.slice(y * row.length, (y + 1) * row.length));
}

describe('cleanMask', () => {
  it('removes small islands, fills small holes, and keeps large ones', () => {
    expect(
      cleaned(
        3,
        2,
        '#....####',
        '#....#.##',
        '..#..#..#',
        '..##.####', //
      ),
    ).toEqual([
      '.....####',
      '.....#.##',
      '..#..#..#',
      '..##.####', //
    ]);
    expect(cleaned(0, 4, '.....', '.###.', '.#.#.', '.###.', '.....')[2]).toBe('.###.');
  });

  it('takes regions that only touch at corners for two', () => {
    expect(cleaned(2, 0, '#.', '.#')).toEqual(['..', '..']);
  });

  it('joins arms that meet further down', () => {
    const rows = ['#.#.#', '#.#.#', '#####'];
    expect(cleaned(11, 2, ...rows)).toEqual(rows);
    expect(cleaned(12, 0, ...rows)).toEqual(['.....', '.....', '.....']);
  });

  it('mirrors what changes sides, one half too', () => {
    const mask = { width: 3, height: 1, data: Float32Array.of(0.2, 0.5, 0.4) };
    cleanMask(mask, mask, { smallestIsland: 2, smallestHole: 0 });
    expect(mask.data[0]).toBeCloseTo(0.2, 6);
    expect(mask.data[1]).toBeLessThan(0.5);
    expect(mask.data[2]).toBeCloseTo(0.4, 6);
  });

  it('agrees with a flood fill', () => {
    const cases = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      bits: fc.array(fc.boolean(), { minLength: 1, maxLength: 63 }),
      island: fc.integer({ min: 0, max: 9 }),
      hole: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(cases, ({ width, bits, island, hole }) => {
        const height = Math.ceil(bits.length / width);
        const data = Float32Array.from({ length: width * height }, (_, i) => (bits[i] === true ? 0.8 : 0.3));
        const ours = new Float32Array(data.length);
        const plane = { width, height };
        cleanMask({ ...plane, data }, { ...plane, data: ours }, { smallestIsland: island, smallestHole: hole });
        expect(ours).toEqual(flooded(data, width, island, hole));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('refuses masks of two sizes', () => {
    expect(() => {
      cleanMask(drawn('#'), drawn('##'), { smallestIsland: 1, smallestHole: 1 });
    }).toThrow(RangeError);
  });
});

/** The slow twin: each region from each of its pixels. */
function flooded(data: Float32Array, width: number, island: number, hole: number): Float32Array {
  return data.map((value, start) => {
    const region = new Set([start]);
    for (const p of region) {
      const x = p % width;
      for (const q of [x > 0 ? p - 1 : -1, x + 1 < width ? p + 1 : -1, p - width, p + width]) {
        if (q >= 0 && q < data.length && (data[q] ?? 0) >= 0.5 === value >= 0.5) region.add(q);
      }
    }
    return region.size < (value >= 0.5 ? island : hole) ? 1 - value : value;
  });
}

describe('trimMask', () => {
  const trimmed = (radius: number, smallestCore: number, ...rows: string[]): string[] => {
    const mask = drawn(...rows);
    trimMask(mask, mask, { radius, smallestCore });
    const text = Array.from(mask.data, v => (v >= 0.5 ? '#' : '.')).join('');
    return rows.map((row, y) => text.slice(y * row.length, (y + 1) * row.length));
  };

  it('takes a strip off and leaves the corners of what it hung on', () => {
    expect(
      trimmed(
        1,
        0,
        '.........',
        '..###....',
        '.#######.',
        '..###....',
        '..###....', //
      ),
    ).toEqual([
      '.........',
      '..###....',
      '.#####...',
      '..###....',
      '..###....', //
    ]);
  });

  it('takes nothing for thin that the edge of the picture cuts off', () => {
    const rows = ['##....', '##....', '##..##', '####..'];
    expect(trimmed(1, 0, ...rows)).toEqual(['##....', '##....', '##....', '###...']);
    expect(trimmed(0, 0, ...rows)).toEqual(rows);
  });

  it('takes wide parts with a small core as well', () => {
    const rows = ['.......', '.###...', '.###...', '.###...', '.......'];
    expect(trimmed(1, 1, ...rows)).toEqual(rows);
    expect(trimmed(1, 2, ...rows)).toEqual(rows.map(() => '.......'));
  });

  it('agrees with its definition, pixel by pixel', () => {
    const cases = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      bits: fc.array(fc.boolean(), { minLength: 1, maxLength: 63 }),
      radius: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(cases, ({ width, bits, radius }) => {
        const height = Math.ceil(bits.length / width);
        const data = Float32Array.from({ length: width * height }, (_, i) => (bits[i] === false ? 0.2 : 0.7));
        const ours = new Float32Array(data.length);
        trimMask({ width, height, data }, { width, height, data: ours }, { radius, smallestCore: 0 });
        const near = (i: number, reach: number): number[] =>
          Array.from(data.keys()).filter(
            j =>
              Math.abs((i % width) - (j % width)) <= reach &&
              Math.abs(Math.floor(i / width) - Math.floor(j / width)) <= reach,
          );
        const core = Array.from(data.keys(), i => near(i, radius).every(j => (data[j] ?? 0) >= 0.5));
        const stays = Array.from(data.keys(), i => near(i, radius + 1).some(j => core[j] === true));
        expect(ours).toEqual(data.map((value, i) => (value >= 0.5 && stays[i] === false ? 1 - value : value)));
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('MaskCleanupCalculator', () => {
  it('trims strips thinner than a share of the height', async () => {
    const strip = (x: number, y: number): number => ((y === 10 && x >= 10) || (x < 12 && y < 12) ? 1 : 0);
    const run = async (thinnest: number) => {
      const { outputs } = await runImageCalculator(maskCleanupCalculator, {
        inputs: { MASK: [[0, paintMask(20, 20, strip)]] },
        options: { thinnest },
      });
      const data = (outputs['MASK']?.[0]?.[1] as { data: Float32Array }).data;
      return data.reduce((sum, value) => sum + value, 0);
    };
    expect(await run(0.14)).toBe(12 * 12 + 1);
    expect(await run(0)).toBe(12 * 12 + 8);
  });

  it('takes sizes as shares of the picture', async () => {
    const mask = paintMask(10, 10, (x, y) => ((x < 3 && y < 3) || (x === 8 && y === 8) ? 1 : 0));
    const clean = paintMask(10, 10, (x, y) => (x < 3 && y < 3 ? 1 : 0));
    const run = (smallest_island: number) =>
      runImageCalculator(maskCleanupCalculator, {
        inputs: { MASK: [[0, mask], [10], [20, paintGray8(2, 1, () => 255)]] },
        options: { smallest_island },
      });
    const pixels = async (share: number) =>
      (await run(share)).outputs['MASK']?.map(([time, image]) => [time, (image as { data: Float32Array }).data]);
    expect(await pixels(0.02)).toEqual([
      [0, clean.data],
      [20, Float32Array.of(1, 1)],
    ]);
    expect((await pixels(0.01))?.[0]).toEqual([0, mask.data]);
  });
});
