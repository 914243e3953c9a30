import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintMask, paintRgba } from '../../../test/fixtures/image/test-images.ts';
import { backgroundReplaceCalculator } from './background-replace.ts';

const frame = paintRgba(8, 4, () => [100, 100, 100]);
const mask = paintMask(8, 4, x => x / 7);
const red = paintRgba(16, 16, () => [200, 0, 0]);
const blue = paintRgba(3, 2, () => [0, 0, 200]);

describe('BackgroundReplaceCalculator', () => {
  it('shows the background at mask 0, the frame at mask 1, and its light between', async () => {
    const result = await runImageCalculator(backgroundReplaceCalculator, {
      inputs: { IMAGE: [[0, frame]], MASK: [[0, mask]] },
      sidePackets: { BACKGROUND: red },
    });
    const [out] = imagesOf(result, 'IMAGE');
    const pixel = (x: number) => [...(out?.data.subarray(x * 4, x * 4 + 4) ?? [])];
    expect(pixel(0)).toEqual([200, 0, 0, 255]);
    expect(pixel(7)).toEqual([100, 100, 100, 255]);
    // Mask 6/7: alpha 1, wrap 1 - (6/7 - 0.75) / 0.25, light 0.3 of it on red only.
    const light = 0.3 * (1 - (6 / 7 - 0.75) / 0.25) * 200;
    expect(pixel(6)).toEqual([Math.round(255 - ((255 - 100) * (255 - light)) / 255), 100, 100, 255]);
  });

  it('covers the frame: cuts around the middle', async () => {
    // A wide background with a green middle of the frame's shape.
    const wide = paintRgba(24, 4, x => (x >= 8 && x < 16 ? [0, 200, 0] : [200, 0, 0]));
    const result = await runImageCalculator(backgroundReplaceCalculator, {
      inputs: { IMAGE: [[0, frame]], MASK: [[0, paintMask(8, 4, () => 0)]] },
      sidePackets: { BACKGROUND: wide },
    });
    const [out] = imagesOf(result, 'IMAGE');
    expect(new Set(Array.from({ length: 32 }, (_, i) => out?.data.subarray(i * 4, i * 4 + 4).join()))).toEqual(
      new Set(['0,200,0,255']),
    );
  });

  it('keeps a stream’s last background, and shows nothing before the first', async () => {
    const zero = paintMask(8, 4, () => 0);
    const result = await runImageCalculator(backgroundReplaceCalculator, {
      inputs: {
        IMAGE: [[0, frame], [1, frame], [2, frame], [3, frame], [4]],
        MASK: [[0, zero], [1, zero], [2, zero], [3, zero], [4]],
        BACKGROUND: [[0], [1, red], [2], [3, blue], [4, red]],
      },
    });
    expect(result.outputs['IMAGE']?.map(([time]) => time)).toEqual([1, 2, 3]);
    expect(imagesOf(result, 'IMAGE').map(out => [...out.data.subarray(0, 3)])).toEqual([
      [200, 0, 0],
      [200, 0, 0],
      [0, 0, 200],
    ]);
    expect(result.counters('frames_without_background')).toBe(1);
  });

  it('follows a frame that changes its size', async () => {
    const large = paintRgba(20, 10, () => [1, 2, 3]);
    const result = await runImageCalculator(backgroundReplaceCalculator, {
      inputs: {
        IMAGE: [
          [0, frame],
          [1, large],
        ],
        MASK: [
          [0, mask],
          [1, paintMask(1, 1, () => 0)],
        ],
      },
      sidePackets: { BACKGROUND: red },
    });
    const [, out] = imagesOf(result, 'IMAGE');
    expect(out).toMatchObject({ width: 20, height: 10 });
    expect([...(out?.data.subarray(0, 4) ?? [])]).toEqual([200, 0, 0, 255]);
  });

  it('needs exactly one background and an ascending coverage', () => {
    const faults = (streams: number, sidePackets: number, coverage: readonly number[]) => [
      ...backgroundReplaceCalculator.check({
        options: { coverage, strength: 0.3, blend: 'screen' },
        inputs: tag => (tag === 'BACKGROUND' ? streams : 1),
        outputs: () => 1,
        sidePackets: () => sidePackets,
        outputSidePackets: () => 0,
        ports: { inputs: [], outputs: [], sidePackets: [], outputSidePackets: [] },
      }),
    ];
    expect(faults(0, 0, [0.5, 0.75])).toEqual([
      'BACKGROUND is connected neither as a stream nor as a side packet. Connect exactly one of them.',
    ]);
    expect(faults(1, 1, [0.5, 0.75])).toEqual([
      'BACKGROUND is connected both as a stream and as a side packet. Connect exactly one of them.',
    ]);
    expect(faults(1, 0, [0.75, 0.5])).toEqual(['coverage is [0.75, 0.5]. Make the first smaller than the second.']);
    expect(faults(0, 1, [0, 1])).toEqual([]);
  });
});
