import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintMask, paintRgba, speckle } from '../../../test/fixtures/image/test-images.ts';
import { jointBilateralRefineCalculator } from './joint-bilateral-refine.ts';
import { boundaryFMeasure } from './kernels/boundary-f-measure.ts';
import { maskIou } from './kernels/mask-iou.ts';
import type { FloatPlane } from './kernels/pixels.ts';

const inside = (x: number, y: number): boolean =>
  Math.hypot(x - 160, y - 100) < 60 + 8 * Math.sin(Math.atan2(y - 100, x - 160) * 5);
const picture = paintRgba(320, 180, (x, y) => {
  const grain = speckle(x, y) % 12;
  return inside(x, y) ? [190 + grain, 140, 110] : [60 + grain, 80, 100];
});
const truth = paintMask(320, 180, (x, y) => (inside(x, y) ? 1 : 0));
// What a network sees: the mean over 5 x 5 pixels, soft and one cell too wide here and there.
const coarse = paintMask(64, 36, (x, y) => {
  let sum = 0;
  for (let j = 0; j < 5; j++) for (let i = 0; i < 5; i++) sum += inside(x * 5 + i, y * 5 + j) ? 1 : 0;
  return Math.min(1, Math.max(0, sum / 25 + ((speckle(x, y, 2) - 128) / 128) * 0.3 * (sum > 0 && sum < 25 ? 1 : 0)));
});

async function refined(options: Readonly<Record<string, unknown>>): Promise<FloatPlane> {
  const result = await runImageCalculator(jointBilateralRefineCalculator, {
    inputs: { IMAGE: [[0, picture]], MASK: [[0, coarse]] },
    options,
  });
  const [mask] = imagesOf(result, 'MASK');
  if (mask?.format !== 'grayf32') throw new Error('no float mask came out');
  return mask;
}

describe('JointBilateralRefineCalculator', () => {
  it('raises the boundary F-measure and IoU over plain enlargement', async () => {
    const plain = await refined({ enabled: false });
    const fine = await refined({});
    expect([fine.width, fine.height]).toEqual([320, 180]);
    expect(boundaryFMeasure(fine, truth, 1).f).toBeGreaterThan(boundaryFMeasure(plain, truth, 1).f + 0.02);
    expect(maskIou(fine, truth)).toBeGreaterThan(maskIou(plain, truth));
  });

  it('stays within the flat tolerance of the exact filter', async () => {
    const exact = await refined({ flat_tolerance: 0 });
    const quick = await refined({ flat_tolerance: 1 / 512 });
    const most = exact.data.reduce((worst, v, i) => Math.max(worst, Math.abs(v - (quick.data[i] ?? Number.NaN))), 0);
    expect(most).toBeLessThanOrEqual(1 / 512 + 1e-6);
  });

  it('passes on a mask of full size when switched off, and sends nothing for half an input set', async () => {
    const result = await runImageCalculator(jointBilateralRefineCalculator, {
      inputs: { IMAGE: [[0, picture], [1, picture], [2]], MASK: [[0, truth], [1], [2, truth]] },
      options: { enabled: false },
      bounds: true,
    });
    expect(result.outputs['MASK']).toEqual([[0, truth]]);
    expect(result.bounds['MASK']).toEqual([1, 2]);
  });
});
