import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask, paintRgba, speckle } from '../../../test/fixtures/image/test-images.ts';
import type { Image } from '../../graph/index.ts';
import { backgroundBlurCalculator } from './background-blur.ts';

async function blurred(picture: Image, mask: Image, options = {}): Promise<Uint8Array> {
  const result = await runImageCalculator(backgroundBlurCalculator, {
    inputs: { IMAGE: [[0, picture]], MASK: [[0, mask]] },
    options,
  });
  const [out] = imagesOf(result, 'IMAGE');
  if (out?.format !== 'rgba8') throw new Error('no picture came out');
  return out.data;
}

const person = (x: number, y: number): boolean => Math.hypot(x - 97, y - 70) < 41;
const noisy = paintRgba(193, 131, (x, y) => [speckle(x, y), speckle(x, y, 2), speckle(x, y, 3)]);
const hard = paintMask(193, 131, (x, y) => (person(x, y) ? 1 : 0));

describe('BackgroundBlurCalculator', () => {
  it.each([1, 0.5, 0.25, 0.3])('leaves no halo: a white person before a black wall at scale %d', async scale => {
    const picture = paintRgba(193, 131, (x, y) => (person(x, y) ? [255, 255, 255] : [0, 0, 0]));
    const out = await blurred(picture, hard, { scale });
    let worst = 0;
    hard.data.forEach((m, i) => {
      const value = out[i * 4] ?? Number.NaN;
      if (m === 0) worst = Math.max(worst, value);
      else expect(value).toBe(255);
    });
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('gives the background the blur of the clean plate, restricted to the background', async () => {
    // The foreground's colour must not matter to any background pixel.
    const recoloured = (rgb: readonly [number, number, number]) =>
      paintRgba(193, 131, (x, y) => (person(x, y) ? rgb : [speckle(x, y), speckle(x, y, 2), speckle(x, y, 3)]));
    const a = await blurred(recoloured([255, 255, 255]), hard);
    const b = await blurred(recoloured([0, 0, 0]), hard);
    let worst = 0;
    hard.data.forEach((m, i) => {
      if (m === 0)
        for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs((a[i * 4 + c] ?? 0) - (b[i * 4 + c] ?? 9)));
    });
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('leaves one colour one colour', async () => {
    const out = await blurred(
      paintRgba(67, 41, () => [13, 200, 77]),
      paintMask(67, 41, x => x / 66),
    );
    const colours = new Set(Array.from({ length: 67 * 41 }, (_, i) => out.subarray(i * 4, i * 4 + 4).join()));
    expect(colours).toEqual(new Set(['13,200,77,255']));
  });

  it('gives the frame bit for bit where the mask is 1', async () => {
    expect(
      await blurred(
        noisy,
        paintMask(193, 131, () => 1),
      ),
    ).toEqual(noisy.data);
    expect(
      await blurred(
        noisy,
        paintGray8(193, 131, () => 255),
      ),
    ).toEqual(noisy.data);
  });

  it('is an ordinary Gaussian blur where the mask is 0', async () => {
    const width = 40;
    const height = 30;
    const picture = paintRgba(width, height, (x, y) => [speckle(x, y), 0, 0]);
    const out = await blurred(
      picture,
      paintMask(4, 3, () => 0),
      { scale: 1, radius: 3, sigma: 1.5, iterations: 1 },
    );
    const g = [-3, -2, -1, 0, 1, 2, 3].map(k => Math.exp(-(k * k) / (2 * 1.5 * 1.5)));
    const total = g.reduce((a, b) => a + b);
    for (const [x, y] of [
      [0, 0],
      [20, 15],
      [39, 29],
      [1, 28],
    ] as const) {
      let sum = 0;
      g.forEach((gy, j) =>
        g.forEach((gx, i) => {
          const px = Math.min(width - 1, Math.max(0, x + i - 3));
          const py = Math.min(height - 1, Math.max(0, y + j - 3));
          sum += gx * gy * speckle(px, py);
        }),
      );
      expect(Math.abs((out[(y * width + x) * 4] ?? -9) - sum / total / total)).toBeLessThanOrEqual(0.51);
    }
  });

  it('sends nothing for half an input set, and names the port of a wrong image', async () => {
    const result = await runImageCalculator(backgroundBlurCalculator, {
      inputs: { IMAGE: [[0, noisy], [1]], MASK: [[0], [1, hard]] },
      bounds: true,
    });
    expect(result.outputs['IMAGE']).toEqual([]);
    expect(result.bounds['IMAGE']).toEqual([0, 1]);
    await expect(blurred(noisy, noisy)).rejects.toThrow('MASK: the image is rgba8, a picture.');
  });
});
