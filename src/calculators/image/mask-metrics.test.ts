import { describe, expect, it } from 'vitest';
import { runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintGray8, paintMask } from '../../../test/fixtures/image/test-images.ts';
import { Timestamp } from '../../graph/index.ts';
import { boundaryFMeasureCalculator } from './boundary-f-measure.ts';
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
