import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask } from '../../../test/fixtures/image/test-images.ts';
import { uncertainty } from './kernels/smooth-mask.ts';
import { segmentationSmoothingCalculator } from './segmentation-smoothing.ts';

const now = paintMask(5, 3, x => x / 4);
const before = paintMask(5, 3, () => 1);

describe('SegmentationSmoothingCalculator', () => {
  it('mixes in the mask before where the new one is unsure', async () => {
    const result = await runImageCalculator(segmentationSmoothingCalculator, {
      inputs: { MASK: [[0, now]], MASK_PREVIOUS: [[0, before]] },
      options: { combine_with_previous_ratio: 0.5 },
    });
    const [mask] = imagesOf(result, 'MASK_SMOOTHED');
    [0, 0.25, 0.5, 0.75, 1].forEach((p, x) => {
      expect(mask?.data[x]).toBeCloseTo(p + (1 - p) * uncertainty(p) * 0.5, 5);
    });
    expect(mask?.data[2]).toBeCloseTo(0.75, 5);
  });

  it('reads 8-bit masks', async () => {
    const result = await runImageCalculator(segmentationSmoothingCalculator, {
      inputs: { MASK: [[0, paintGray8(2, 1, () => 255)]], MASK_PREVIOUS: [[0, paintGray8(2, 1, () => 0)]] },
    });
    expect(imagesOf(result, 'MASK_SMOOTHED')[0]?.data[0]).toBeCloseTo(1, 3);
  });

  it('passes the mask on without a previous one, with one of another size, and with ratio 0', async () => {
    const small = paintMask(2, 2, () => 1);
    const run = (MASK_PREVIOUS: readonly (readonly [number, unknown] | readonly [number])[], ratio: number) =>
      runImageCalculator(segmentationSmoothingCalculator, {
        inputs: { MASK: [[0, now]], MASK_PREVIOUS },
        options: { combine_with_previous_ratio: ratio },
      });
    expect((await run([[0]], 0.9)).outputs['MASK_SMOOTHED']).toEqual([[0, now]]);
    const other = await run([[0, small]], 0.9);
    expect(other.outputs['MASK_SMOOTHED']).toEqual([[0, now]]);
    expect(other.counters('previous_of_other_size')).toBe(1);
    expect((await run([[0, before]], 0)).outputs['MASK_SMOOTHED']).toEqual([[0, now]]);
  });

  it('sends nothing where there is no new mask', async () => {
    const result = await runImageCalculator(segmentationSmoothingCalculator, {
      inputs: { MASK: [[3]], MASK_PREVIOUS: [[3, before]] },
      bounds: true,
    });
    expect(result.outputs['MASK_SMOOTHED']).toEqual([]);
    expect(result.bounds['MASK_SMOOTHED']).toEqual([3]);
  });
});
