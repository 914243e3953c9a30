import { expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintMask, paintRgba } from '../../../test/fixtures/image/test-images.ts';
import { imageDownsampleCalculator } from './image-downsample.ts';

const stripes = paintRgba(8, 4, x => (x % 2 === 0 ? [0, 100, 255] : [200, 100, 255]));

it('averages the pixels below each new one', async () => {
  const result = await runImageCalculator(imageDownsampleCalculator, {
    inputs: { IMAGE: [[10, stripes]] },
    options: { width: 4, height: 2 },
  });
  expect(result.outputs['IMAGE']?.[0]?.[0]).toBe(10);
  const [small] = imagesOf(result, 'IMAGE');
  expect(small).toMatchObject({ format: 'rgba8', width: 4, height: 2 });
  expect([...(small?.data.subarray(0, 8) ?? [])]).toEqual([100, 100, 255, 255, 100, 100, 255, 255]);
});

it('samples bilinearly on demand', async () => {
  const result = await runImageCalculator(imageDownsampleCalculator, {
    inputs: { IMAGE: [[0, stripes]] },
    options: { width: 16, height: 4, filter: 'bilinear' },
  });
  // Half-pixel centres: -0.25 (clamped), 0.25, 0.75, 1.25
  const [wide] = imagesOf(result, 'IMAGE');
  expect([0, 4, 8, 12].map(i => wide?.data[i])).toEqual([0, 50, 150, 150]);
});

it('passes on what has the size already, and settles times without pictures', async () => {
  const result = await runImageCalculator(imageDownsampleCalculator, {
    inputs: { IMAGE: [[0, stripes], [5]] },
    options: { width: 8, height: 4 },
    bounds: true,
  });
  expect(result.outputs['IMAGE']).toEqual([[0, stripes]]);
  expect(result.bounds['IMAGE']).toEqual([5]);
});

it('refuses masks with a message that names the port', async () => {
  await expect(
    runImageCalculator(imageDownsampleCalculator, {
      inputs: { IMAGE: [[0, paintMask(2, 2, () => 1)]] },
      options: { width: 1, height: 1 },
    }),
  ).rejects.toThrow('IMAGE: the image is grayf32, a mask. Connect a stream of rgba8 pictures.');
});
