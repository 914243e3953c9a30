import { describe, expect, it } from 'vitest';
import { imagesOf, runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { tensorsToSegmentationCalculator } from './tensors-to-segmentation.ts';

async function maskOf(shape: readonly number[], values: readonly number[], options = {}) {
  const tensor = { shape, dtype: 'float32' as const, data: Float32Array.from(values) };
  const result = await runImageCalculator(tensorsToSegmentationCalculator, {
    inputs: { TENSORS: [[0, [tensor]]] },
    options,
  });
  const [mask] = imagesOf(result, 'MASK');
  return { size: [mask?.width, mask?.height], values: [...(mask?.data ?? [])].map(v => Number(v.toFixed(5))) };
}

describe('TensorsToSegmentationCalculator', () => {
  it('takes one channel as probabilities', async () => {
    expect(await maskOf([1, 2, 3, 1], [0, 0.25, 0.5, 0.75, 1, 0.125])).toEqual({
      size: [3, 2],
      values: [0, 0.25, 0.5, 0.75, 1, 0.125],
    });
    expect((await maskOf([1, 2], [0.5, 1])).size).toEqual([2, 1]);
  });

  it('takes two channels as logits, the second the person', async () => {
    const two = [0, Math.log(3), 5, 5, 100, -100];
    expect((await maskOf([1, 1, 3, 2], two)).values).toEqual([0.75, 0.5, 0]);
    expect((await maskOf([1, 1, 3, 2], two, { output_layer_index: 0 })).values).toEqual([0.25, 0.5, 1]);
  });

  it('applies what it is told to', async () => {
    expect((await maskOf([1, 1, 2, 1], [0, Math.log(3)], { activation: 'sigmoid' })).values).toEqual([0.5, 0.75]);
    expect((await maskOf([1, 1, 1, 3], [0.1, 0.2, 0.3], { activation: 'none', output_layer_index: 2 })).values).toEqual(
      [0.3],
    );
  });

  it('says what it cannot read', async () => {
    await expect(maskOf([1, 1, 1, 3], [1, 2, 3])).rejects.toThrow('3 channels have no obvious meaning');
    await expect(maskOf([2, 1, 1, 1], [1, 2])).rejects.toThrow('float32 of shape [2, 1, 1, 1]');
    await expect(maskOf([1, 1, 1, 1], [1], { activation: 'softmax' })).rejects.toThrow('softmax over 1 channels');
  });
});
