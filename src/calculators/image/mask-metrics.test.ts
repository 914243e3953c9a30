import { describe, expect, it } from 'vitest';
import { runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask } from '../../../test/fixtures/image/test-images.ts';
import { Timestamp } from '../../graph/index.ts';
import { boundaryFMeasureCalculator } from './boundary-f-measure.ts';
import { maskDownsampleCalculator } from './mask-downsample.ts';
import { maskInstabilityCalculator } from './mask-instability.ts';
import { maskIouCalculator } from './mask-iou.ts';

const left = paintMask(8, 4, x => (x < 4 ? 1 : 0));
const wider = paintMask(8, 4, x => (x < 6 ? 0.9 : 0.1));
const leftBytes = paintGray8(8, 4, x => (x < 4 ? 255 : 0));

describe('MaskIouCalculator', () => {
  it('gives each pair’s IoU and the mean at the end', async () => {
    const result = await runImageCalculator(maskIouCalculator, {
      inputs: {
        PREDICTED: [[0, left], [10, wider], [20]],
        TRUTH: [
          [0, leftBytes],
          [10, left],
          [20, left],
        ],
      },
    });
    expect(result.outputs).toEqual({
      IOU: [
        [0, 1],
        [10, 4 / 6],
      ],
      MEAN: [[Timestamp.PostStream, (1 + 4 / 6) / 2]],
    });
  });

  it('brings a small prediction to the truth’s size, and sends no mean of nothing', async () => {
    const result = await runImageCalculator(maskIouCalculator, {
      inputs: { PREDICTED: [[0, paintMask(2, 1, x => 1 - x)]], TRUTH: [[0, left]] },
    });
    expect(result.outputs['IOU']).toEqual([[0, 1]]);
    const none = await runImageCalculator(maskIouCalculator, { inputs: { PREDICTED: [], TRUTH: [] } });
    expect(none.outputs).toEqual({ IOU: [], MEAN: [] });
  });
});

describe('BoundaryFMeasureCalculator', () => {
  it('gives precision, recall, F and the mean', async () => {
    const result = await runImageCalculator(boundaryFMeasureCalculator, {
      inputs: {
        PREDICTED: [
          [0, left],
          [1, wider],
        ],
        TRUTH: [
          [0, left],
          [1, left],
        ],
      },
      options: { tolerance: 1 },
    });
    expect(result.outputs).toEqual({
      F: [
        [0, 1],
        [1, 0],
      ],
      PRECISION: [
        [0, 1],
        [1, 0],
      ],
      RECALL: [
        [0, 1],
        [1, 0],
      ],
      MEAN: [[Timestamp.PostStream, 0.5]],
    });
    const wide = await runImageCalculator(boundaryFMeasureCalculator, {
      inputs: { PREDICTED: [[0, wider]], TRUTH: [[0, left]] },
      options: { tolerance: 2 },
    });
    expect(wide.outputs['F']).toEqual([[0, 1]]);
  });
});

describe('MaskInstabilityCalculator', () => {
  it('gives the mean change from mask to mask', async () => {
    const result = await runImageCalculator(maskInstabilityCalculator, {
      inputs: { MASK: [[0, left], [1, left], [2, paintMask(8, 4, () => 0)], [3, paintMask(2, 2, () => 0)], [4]] },
    });
    expect(result.outputs).toEqual({
      INSTABILITY: [
        [1, 0],
        [2, 0.5],
      ],
      MEAN: [[Timestamp.PostStream, 0.25]],
    });
  });
});

describe('MaskDownsampleCalculator', () => {
  it('averages a mask over the pixels of the other image', async () => {
    const result = await runImageCalculator(maskDownsampleCalculator, {
      inputs: {
        MASK: [
          [0, paintMask(6, 4, x => (x < 3 ? 1 : 0))],
          [5, leftBytes],
          [9, left],
        ],
        SIZE_OF: [
          [0, paintMask(2, 1, () => 0)],
          [5, paintMask(4, 3, () => 0)],
        ],
      },
    });
    const sent = result.outputs['MASK']?.map(([time, mask]) => [time, mask]);
    expect(sent).toMatchObject([
      [0, { kind: 'cpu', format: 'grayf32', width: 2, height: 1, data: Float32Array.of(1, 0) }],
      [
        5,
        {
          kind: 'cpu',
          format: 'grayf32',
          width: 4,
          height: 3,
          data: Float32Array.of(1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0),
        },
      ],
    ]);
  });

  it('splits pixels that lie under two', async () => {
    const result = await runImageCalculator(maskDownsampleCalculator, {
      inputs: { MASK: [[0, paintMask(3, 1, x => (x === 1 ? 1 : 0))]], SIZE_OF: [[0, paintMask(2, 1, () => 0)]] },
    });
    const data = (result.outputs['MASK']?.[0]?.[1] as { data: Float32Array }).data;
    expect(data[0]).toBeCloseTo(1 / 3, 6);
    expect(data[1]).toBeCloseTo(1 / 3, 6);
  });

  it('passes on what has the size already', async () => {
    const result = await runImageCalculator(maskDownsampleCalculator, {
      inputs: { MASK: [[0, left]], SIZE_OF: [[0, wider]] },
    });
    expect(result.outputs['MASK']).toEqual([[0, left]]);
  });
});
