import { describe, expect, it } from 'vitest';
import { runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { paintRgba } from '../../../test/fixtures/image/test-images.ts';
import { tensors } from '../../graph/index.ts';
import { imageToTensorCalculator } from './image-to-tensor.ts';

const picture = paintRgba(4, 2, (x, y) => [x * 51, y * 255, 255]);

async function tensorOf(options: Readonly<Record<string, unknown>>) {
  const result = await runImageCalculator(imageToTensorCalculator, { inputs: { IMAGE: [[7, picture]] }, options });
  const list = result.outputs['TENSORS']?.[0]?.[1];
  const [tensor] = tensors.is(list) ? list : [];
  return { tensor, padding: result.outputs['LETTERBOX_PADDING']?.[0]?.[1] };
}

describe('ImageToTensorCalculator', () => {
  it('keeps the size by default and maps 0..255 to 0..1', async () => {
    const { tensor, padding } = await tensorOf({});
    expect(tensor?.shape).toEqual([1, 2, 4, 3]);
    expect(tensor?.dtype).toBe('float32');
    expect([...(tensor?.data ?? [])].slice(0, 6).map(v => Number(v.toFixed(6)))).toEqual([0, 0, 1, 0.2, 0, 1]);
    expect(padding).toEqual([0, 0, 0, 0]);
  });

  it('writes planes, another range and another size', async () => {
    const { tensor } = await tensorOf({
      output_tensor_width: 2,
      output_tensor_height: 1,
      layout: 'nchw',
      output_tensor_float_range: { min: -1, max: 1 },
    });
    expect(tensor?.shape).toEqual([1, 3, 1, 2]);
    // Means: red 25.5 and 127.5, green 127.5, blue 255
    expect([...(tensor?.data ?? [])].map(v => Number(v.toFixed(5)))).toEqual([-0.8, 0, 0, 0, 1, 1]);
  });

  it('keeps the aspect ratio with black beside the picture, in both layouts', async () => {
    const options = { output_tensor_width: 4, output_tensor_height: 4, keep_aspect_ratio: true };
    const { tensor, padding } = await tensorOf(options);
    expect(padding).toEqual([0, 0.25, 0, 0.25]);
    const rows = [0, 1, 2, 3].map(y => Number((tensor?.data[(y * 4 + 1) * 3] ?? -1).toFixed(5)));
    expect(rows).toEqual([0, 0.2, 0.2, 0]);
    const planes = await tensorOf({ ...options, layout: 'nchw' });
    expect([0, 1, 2, 3].map(y => planes.tensor?.data[2 * 16 + y * 4])).toEqual([0, 1, 1, 0]);
  });

  it('refuses an empty range', () => {
    const view = {
      options: { output_tensor_float_range: { min: 1, max: 1 } },
      inputs: () => 1,
      outputs: () => 1,
      sidePackets: () => 0,
      outputSidePackets: () => 0,
      ports: { inputs: [], outputs: [], sidePackets: [], outputSidePackets: [] },
    };
    expect([...imageToTensorCalculator.check(view)]).toEqual([
      'output_tensor_float_range is 1..1. Make min smaller than max.',
    ]);
  });
});
