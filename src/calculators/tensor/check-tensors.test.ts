import { expect, it } from 'vitest';
import type { Tensor } from '../../graph/index.ts';
import { checkTensors } from './check-tensors.ts';
import type { LoadedModel, TensorInfo } from './inference-engine.ts';

function model(...inputs: TensorInfo[]): LoadedModel {
  return { name: 'm.json', engine: 'none', detail: '', inputs, outputs: [], run: () => [], dispose: () => undefined };
}

function tensor(shape: readonly number[], dtype: Tensor['dtype'] = 'float32'): Tensor {
  return { shape, dtype, data: new Float32Array(0) };
}

const picture: TensorInfo = { name: 'input_1', shape: [1, 144, 256, 3], dtype: 'float32' };

it('takes what fits, and any size where the model does', () => {
  expect(() => checkTensors(model(picture), [tensor([1, 144, 256, 3])])).not.toThrow();
  const free = { ...picture, shape: [null, null, null, 3] };
  expect(() => checkTensors(model(free), [tensor([2, 9, 5, 3])])).not.toThrow();
});

it.each([
  [
    [tensor([1, 256, 256, 3])],
    'model m.json: input "input_1" takes [1, 144, 256, 3], got a tensor of [1, 256, 256, 3]. The model takes pictures of 256x144 (width x height), the tensor holds one of 256x256. Set the width and height of the calculator that makes the tensor.',
  ],
  [[tensor([1, 144, 256, 4])], 'The model takes 3 channels, the tensor has 4.'],
  [[tensor([144, 256, 3])], 'takes [1, 144, 256, 3], got a tensor of [144, 256, 3]. Give a tensor of that shape.'],
  [[tensor([1, 144, 256, 3], 'uint8')], 'input "input_1" takes float32 values, got uint8.'],
  [[], 'got 0 input tensors, takes 1 (input_1).'],
])('names both sides when they do not fit', (tensors, message) => {
  expect(() => checkTensors(model(picture), tensors)).toThrow(message);
});

it('says so when the model wants channels first', () => {
  const first = { ...picture, shape: [1, 3, 144, 256] };
  expect(() => checkTensors(model(first), [tensor([1, 144, 256, 3])])).toThrow('channels first');
});

it('lets uint8 pass for int32', () => {
  const info: TensorInfo = { name: 'ids', shape: [4], dtype: 'int32' };
  expect(() => checkTensors(model(info), [tensor([4], 'uint8')])).not.toThrow();
});
