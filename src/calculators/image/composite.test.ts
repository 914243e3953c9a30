import { expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintMask, paintRgba } from '../../../test/fixtures/image/test-images.ts';
import { compositeCalculator } from './composite.ts';

const front = paintRgba(5, 3, () => [255, 100, 0]);
const back = paintRgba(5, 3, () => [0, 100, 200]);

it('mixes by the mask, enlarging it when it is small', async () => {
  const result = await runImageCalculator(compositeCalculator, {
    inputs: {
      FOREGROUND: [
        [0, front],
        [1, front],
      ],
      BACKGROUND: [
        [0, back],
        [1, back],
      ],
      MASK: [
        [0, paintMask(5, 3, x => x / 4)],
        [1, paintMask(1, 1, () => 0.5)],
      ],
    },
  });
  const [sharp, half] = imagesOf(result, 'IMAGE');
  expect([0, 1, 2, 3, 4].map(x => sharp?.data[x * 4])).toEqual([0, 64, 128, 191, 255]);
  expect([0, 4].map(x => sharp?.data[x * 4 + 2])).toEqual([200, 0]);
  expect(half?.data[1]).toBe(100);
});

it('sends nothing for an incomplete set and refuses pictures of two sizes', async () => {
  const result = await runImageCalculator(compositeCalculator, {
    inputs: { FOREGROUND: [[0, front]], BACKGROUND: [[0]], MASK: [[0, paintMask(5, 3, () => 1)]] },
    bounds: true,
  });
  expect(result.outputs['IMAGE']).toEqual([]);
  expect(result.bounds['IMAGE']).toEqual([0]);
  await expect(
    runImageCalculator(compositeCalculator, {
      inputs: {
        FOREGROUND: [[0, front]],
        BACKGROUND: [[0, paintRgba(4, 3, () => [0, 0, 0])]],
        MASK: [[0, paintMask(5, 3, () => 1)]],
      },
    }),
  ).rejects.toThrow(
    'composite: foreground and background have different sizes, 5x3 and 4x3. Resize one to the other first.',
  );
});
