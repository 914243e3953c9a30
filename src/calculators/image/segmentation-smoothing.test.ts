import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask, speckle } from '../../../test/fixtures/image/test-images.ts';
import { createImageKernels } from './kernels/create-image-kernels.ts';
import { maskInstability } from './kernels/mask-instability.ts';
import { maskIou } from './kernels/mask-iou.ts';
import type { FloatPlane } from './kernels/pixels.ts';
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

  it('cuts the flicker of a still scene by half and hardly lags behind a moving one', () => {
    const kernels = createImageKernels();
    const width = 128;
    const height = 72;
    // A network's soft edge with noise on its logits, `shift` pixels to the right.
    const seen = (frame: number, shift: number) =>
      paintMask(width, height, (x, y) => {
        const logit = (24 - Math.hypot(x - 50 - shift, y - 40)) * 0.8 + ((speckle(x, y, frame + 1) - 128) / 128) * 1.5;
        return 1 / (1 + Math.exp(-logit));
      });
    const truth = (shift: number) =>
      paintMask(width, height, (x, y) => (Math.hypot(x - 50 - shift, y - 40) < 24 ? 1 : 0));
    const measure = (speed: number) => {
      let raw: FloatPlane | undefined;
      let smooth: FloatPlane | undefined;
      const sums = { rawFlicker: 0, smoothFlicker: 0, rawIou: 0, smoothIou: 0 };
      for (let frame = 0; frame < 24; frame++) {
        const current = seen(frame, frame * speed);
        const target = { width, height, data: current.data.slice() };
        if (raw !== undefined && smooth !== undefined) {
          kernels.smoothMask(current, smooth, target, 0.9);
          sums.rawFlicker += maskInstability(current, raw);
          sums.smoothFlicker += maskInstability(target, smooth);
          sums.rawIou += maskIou(current, truth(frame * speed)) / 23;
          sums.smoothIou += maskIou(target, truth(frame * speed)) / 23;
        }
        raw = current;
        smooth = target;
      }
      return sums;
    };
    const still = measure(0);
    expect(still.smoothFlicker).toBeLessThan(still.rawFlicker * 0.5);
    const moving = measure(0.5);
    expect(moving.smoothIou).toBeGreaterThan(moving.rawIou - 0.005);
  });
});
